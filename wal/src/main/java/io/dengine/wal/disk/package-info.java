/**
 * The only code that touches files. Everything above it runs the same on the simulator's disk.
 *
 * <p>Invariants: what was written survives the death of the process; only what was forced survives the loss of power,
 * and a new, renamed or deleted file only once its directory was forced; a failed force is final.
 */
@NullMarked
package io.dengine.wal.disk;

import org.jspecify.annotations.NullMarked;
