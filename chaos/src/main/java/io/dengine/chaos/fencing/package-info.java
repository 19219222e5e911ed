/**
 * Holders of a lock or of a leadership, which are stopped in the middle of their work and go on later without knowing.
 *
 * <pre>
 *   Contender (a process) --lines--> Contenders (here) --SIGSTOP, SIGCONT--> Contender
 *        |  writes, guarded                 |
 *        v                                  v
 *   the resource: one key            watches every write of it
 * </pre>
 *
 * <p>Invariant: the resource holds the fencing token of who wrote it. Tokens that grow from write to write are the
 * proof that no former holder ever wrote after its successor.
 */
@NullMarked
package io.dengine.chaos.fencing;

import org.jspecify.annotations.NullMarked;
