/**
 * The log of the node: a console and a file.
 *
 * <pre>
 *   loggers --> [bounded queue, drops] --> console
 *          '--> [bounded queue, drops] --> LOG_DIR/d.log, rotated by size
 * </pre>
 *
 * <p>Invariants: no logger call blocks, whatever happens to the console or the disk; lines are dropped instead. The
 * lines for operators ({@link io.dengine.server.log.OperatorLog}) are written at every log level. Those that peers or
 * clients can cause repeatedly are limited in rate, so that a problem does not flood the log that should explain it.
 * Keys, values and other user content never appear.
 */
@NullMarked
package io.dengine.server.log;

import org.jspecify.annotations.NullMarked;
