/**
 * Tools for running a node under a profiler: its library before the run, readable pages afterwards.
 *
 * <pre>
 *   Profiling: the command line
 *      |
 *      +--> ProfilerLibrary: async-profiler's library for this machine, from its jar
 *      +--> Recording --> the flame graph, by async-profiler's own converter
 *               |
 *               +-------> FirefoxProfile: the "processed profile" that profiler.firefox.com opens
 * </pre>
 *
 * <p>Runs in a process of its own: no class of this package is on the class path of a node.
 *
 * <p>Invariant: every sample of the recording appears once in each output, under its thread.
 */
@NullMarked
package io.dengine.profiling;

import org.jspecify.annotations.NullMarked;
