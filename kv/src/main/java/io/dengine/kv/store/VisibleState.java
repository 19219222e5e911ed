package io.dengine.kv.store;

/**
 * What readers of a table see at first glance; replaced as one.
 *
 * @param revision the newest that is visible
 * @param liveKeys how many keys are present at it
 */
public record VisibleState(long revision, long liveKeys) {}
