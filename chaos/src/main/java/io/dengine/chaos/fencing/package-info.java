/**
 * Tests of fencing: holders of a lock or a leadership are paused while they work, and then continue.
 *
 * <pre>
 *   Contender (a process) --lines--> ContenderProcess --SIGSTOP, SIGCONT--> Contender
 *        |  writes, guarded                 |
 *        v                                  v
 *   the resource: one key            Contest watches every write of it
 * </pre>
 *
 * <p>Invariant: the resource contains the fencing token of its last writer. If the tokens never decrease from write to
 * write, no former holder wrote after its successor.
 */
@NullMarked
package io.dengine.chaos.fencing;

import org.jspecify.annotations.NullMarked;
