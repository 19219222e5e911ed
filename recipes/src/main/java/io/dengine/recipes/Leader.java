package io.dengine.recipes;

/**
 * The current leader as observers see it.
 *
 * @param value the value that the leader gave when it became a candidate, or proclaimed since
 * @param token the fencing token, which increases with each leadership
 */
public record Leader(String value, long token) {}
