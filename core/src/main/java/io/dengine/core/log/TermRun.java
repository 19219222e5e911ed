package io.dengine.core.log;

/**
 * The entries from {@code firstIndex} up to the next run all have {@code term}.
 *
 * @param firstIndex the first index of the run
 * @param term the term of its entries
 */
public record TermRun(long firstIndex, long term) {}
