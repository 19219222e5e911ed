package io.dengine.kv.store;

/**
 * The published state of a table; replaced as a whole.
 *
 * @param revision the newest visible revision
 * @param liveKeys the number of keys that are present at it
 */
public record VisibleState(long revision, long liveKeys) {}
