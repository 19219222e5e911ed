/**
 * The memory that clients can make a node hold.
 *
 * <pre>
 *   MemoryBudget, one for the node
 *     MemoryAccount, one for each connection; closed with it
 *       Reservation, one for each purpose: a body, frames, calls, what is not read yet, what waits for a watch
 * </pre>
 *
 * <p>Invariants: memory that a client can make grow is reserved before it grows, and refused beyond the budget; a
 * reservation has an absolute size, so nothing is given back twice, and closing the account gives everything back;
 * each connection can hold a little whatever the others do; peers have no account, and the memory that the engine
 * holds for them is not counted here.
 */
@NullMarked
package io.dengine.server.memory;

import org.jspecify.annotations.NullMarked;
