package io.dengine.embedded;

/**
 * Who leads.
 *
 * @param nodeId from 1
 * @param term in which it leads; grows with each election
 */
public record Leader(int nodeId, long term) {}
