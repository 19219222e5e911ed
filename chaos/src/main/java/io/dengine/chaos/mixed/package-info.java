/**
 * Many clients that do everything at once while leaders die, and an audit of what they were told.
 *
 * <pre>
 *   MixedClient --what it was told--> Ledger --.
 *   Tape (a watch) --what it saw-->            |--> Audit --> figures and promises
 *   the store as it is in the end -------------'
 * </pre>
 *
 * <p>Invariants: a key is created once and deleted at most once, so its version and its events tell how often a command
 * was carried out. A client writes its ledger before it goes on; the audit reads it after all have ended.
 */
@NullMarked
package io.dengine.chaos.mixed;

import org.jspecify.annotations.NullMarked;
