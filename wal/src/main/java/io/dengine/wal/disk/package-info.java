/**
 * The only code that touches files. Everything above it runs the same on the simulator's disk.
 *
 * <p>Invariants: what was written survives a crash of the process; only what was forced survives a power failure, and a
 * new, renamed or deleted file only once its directory was forced; a failed force is final.
 */
@NullMarked
package io.dengine.wal.disk;

import org.jspecify.annotations.NullMarked;
