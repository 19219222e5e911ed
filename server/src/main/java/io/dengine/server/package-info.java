/**
 * The node program: from the command line to a running node, and back.
 *
 * <pre>
 *   Main -> CommandLine -> ConfigLoader -> LogSetup -> DirectoryLock -> NodeAssembly -> [running] -> stop
 * </pre>
 *
 * <p>Invariants: whatever goes wrong before the node runs ends with one clear line a problem on standard error and an
 * {@link io.dengine.server.ExitCode}; a stack trace is for a defect of the program. A signal to stop is obeyed within a
 * bounded time. Standard output never blocks the node.
 */
@NullMarked
package io.dengine.server;

import org.jspecify.annotations.NullMarked;
