package io.dengine.api;

/**
 * The result of a write.
 *
 * @param revision the revision of the store after the write; if something changed, the revision of that change
 * @param succeeded false for a comparison that did not hold and for a delete that found no key; else true
 * @param changedKeys the number of keys that were stored or deleted
 */
public record WriteResult(long revision, boolean succeeded, long changedKeys) {}
