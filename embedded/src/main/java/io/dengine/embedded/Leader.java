package io.dengine.embedded;

/**
 * The leader of a cluster.
 *
 * @param nodeId from 1
 * @param term the term in which it leads; increases with each election
 */
public record Leader(int nodeId, long term) {}
