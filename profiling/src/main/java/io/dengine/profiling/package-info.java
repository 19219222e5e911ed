/**
 * What is around a node that runs under a profiler: the profiler's library before, and the pages for people after.
 *
 * <pre>
 *   Profiling: the command line
 *      |
 *      +--> ProfilerLibrary: async-profiler's, out of its jar, for this machine
 *      +--> Recording --> the flame graph, by async-profiler's own converter
 *               |
 *               +-------> FirefoxProfile: the "processed profile" that profiler.firefox.com opens
 * </pre>
 *
 * <p>Runs in a process of its own: nothing of this is on the class path of a node.
 *
 * <p>Invariant: every sample of the recording is one sample in both outputs, under the thread that it was taken of.
 */
@NullMarked
package io.dengine.profiling;

import org.jspecify.annotations.NullMarked;
