package io.dengine.core.log;

/**
 * A run of entries with the same {@code term}, from {@code firstIndex} up to the next run.
 *
 * @param firstIndex the first index of the run
 * @param term the term of its entries
 */
public record TermRun(long firstIndex, long term) {}
