/**
 * The state machine: every key with its versions, changed by one thread, read by all.
 *
 * <pre>
 *   KvStore --apply--> CommandExecutor --> Leases, Sessions
 *      |                     |
 *      |                     v
 *      |---- read ---> KeyTable: VersionedMap    key -> version 9 -> version 7 -> ...
 *      |                     |                             |
 *   StateJournal          WatchHub                revision 9, published last
 * </pre>
 *
 * <p>Invariants: each entry that changes keys is one revision, and readers see all of it or nothing. A reader looks at
 * one published revision and takes no lock: newer versions are passed over, older ones stay as long as the floor and
 * the pins say. What a key is now depends on the log alone; how much history is kept is each node's own affair and not
 * part of the state. Where the keys are is a {@link io.dengine.kv.store.KeyTable}'s affair: one in memory begins empty,
 * one that lasts gets the rest of the state with every batch and begins where it was. Stored bytes are copies: a small
 * value never keeps the buffer alive that it came in.
 */
@NullMarked
package io.dengine.kv.store;

import org.jspecify.annotations.NullMarked;
