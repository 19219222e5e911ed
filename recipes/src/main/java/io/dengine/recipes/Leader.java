package io.dengine.recipes;

/**
 * Who leads, as others see it.
 *
 * @param value what the leader said when it stood as a candidate, or proclaimed since
 * @param token the fencing token: grows with each leadership
 */
public record Leader(String value, long token) {}
