/**
 * The state machine: every key with its versions, written by one thread, read by all.
 *
 * <pre>
 *   KvStore --apply--> CommandExecutor --> Leases, Sessions
 *      |                     |
 *      |                     v
 *      |---- read ---> KeyTable     key -> version 9 -> version 7 -> ...
 *      |                     |                 |
 *   StateJournal          WatchHub     revision 9, published last
 * </pre>
 *
 * <p>Invariants: each entry that changes keys is one revision, and readers see all of it or nothing. A reader reads at
 * one published revision and takes no lock: it skips newer versions, and older ones stay as long as the floor and the
 * pins require. The present state of keys depends on the log alone; each node decides for itself how much history it
 * keeps, which is not part of the state. A {@link io.dengine.kv.store.KeyTable} decides where keys are stored: a table
 * in memory starts empty; a table that outlives the process stores the rest of the state with every batch and starts
 * with the state of its last commit. Stored bytes are copies: a small value never keeps alive the buffer that it
 * arrived in.
 */
@NullMarked
package io.dengine.kv.store;

import org.jspecify.annotations.NullMarked;
