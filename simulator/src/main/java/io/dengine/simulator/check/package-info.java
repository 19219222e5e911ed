/**
 * Checkers: each decides whether a history of calls or events satisfies one property.
 *
 * <pre>
 *   clients' calls -------> Linearizability  (one key: is there any legal order? ignores the server's revisions)
 *                 \-----> RevisionOrder    (all keys: is the order of the server's revisions legal?)
 *                 \-----> SharedCells, LeasedKeys  (transactions; leases and their keys: by separate models)
 *   actions of nodes -----> ElectionLedger, CommitOracle, StorageLedger   (after every event)
 *   messages -------------> RoundLedger      (the confirmations of leaders, and the promises of voters)
 *   events of watches ----> WatchAudit
 * </pre>
 *
 * <p>Invariants: a checker never reports an undecided history as correct: an exhausted budget is a separate verdict; an
 * operation of unknown outcome may have been applied at any later time or never; a failed one was never applied.
 */
@NullMarked
package io.dengine.simulator.check;

import org.jspecify.annotations.NullMarked;
