/**
 * The node program, from the command line to a running node and its shutdown.
 *
 * <pre>
 *   Main -> CommandLine -> ConfigLoader -> LogSetup -> DirectoryLock -> ServingNode -> [running] -> stop
 * </pre>
 *
 * <p>Invariants: a problem before the node runs ends the program with one clear line per problem on standard error and
 * an {@link io.dengine.server.ExitCode}; a stack trace means a defect of the program. The program obeys a signal to
 * stop within a bounded time. Standard output never blocks the node.
 */
@NullMarked
package io.dengine.server;

import org.jspecify.annotations.NullMarked;
