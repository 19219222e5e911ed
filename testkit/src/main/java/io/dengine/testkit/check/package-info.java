/**
 * Checkers: each decides whether a history of calls or events satisfies one property.
 *
 * <pre>
 *   what clients saw -----> Linearizability  (one key: is there any legal order? trusts nothing the server says)
 *                    \----> RevisionOrder    (all keys: is the order that the server names legal?)
 *                    \----> SharedCells, LeasedKeys  (transactions; leases and their keys: by models of their own)
 *   what nodes did   -----> ElectionLedger, CommitOracle, StorageLedger   (after every event)
 *   what reached whom ----> RoundLedger      (what leaders consider confirmed, and what voters have promised)
 *   what watchers saw ----> WatchAudit
 * </pre>
 *
 * <p>Invariants: a checker never takes "do not know" for "correct": exhausted budgets have a verdict of their own; an
 * operation whose outcome is unknown may have happened at any later time or never; a failed one never happened.
 */
@NullMarked
package io.dengine.testkit.check;

import org.jspecify.annotations.NullMarked;
