package io.dengine.api;

/**
 * What a write did.
 *
 * @param revision of the store after it; where something changed, that of the change
 * @param succeeded whether it did what it was for: false for a comparison that did not hold, and for a delete that
 *     found nothing
 * @param changedKeys how many keys were stored or removed
 */
public record WriteResult(long revision, boolean succeeded, long changedKeys) {}
