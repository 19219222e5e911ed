/**
 * Many clients that run all kinds of operations while leaders are killed, and an audit of their answers.
 *
 * <pre>
 *   MixedClient --its answers--> Ledger -------.
 *   Tape (a watch) --its events--------------->|--> Audit --> figures and promises
 *   the store at the end ----------------------'
 * </pre>
 *
 * <p>Invariants: a key is created once and deleted at most once, so its version and its events show how often a command
 * was applied. A client writes its ledger before its next operation; the audit reads it after all have ended.
 */
@NullMarked
package io.dengine.chaos.mixed;

import org.jspecify.annotations.NullMarked;
