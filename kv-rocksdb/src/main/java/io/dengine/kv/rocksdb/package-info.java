/**
 * A table of keys on RocksDB, for data beyond memory.
 *
 * <pre>
 *   newest    key                    -> the newest version, or what a deletion left
 *   history   key, revision downward -> the versions before that
 *   order     revision, number       -> which key, and which version was replaced: what trimming works through
 *   members   key                    -> the lease that it ends with
 *   default   numbers; leases and sessions by id
 * </pre>
 *
 * <p>Invariants: all that one batch changes is one write, the index of its last entry included. RocksDB's own log is
 * off, as the log of the node says all; the families are flushed together, so what a crash leaves is the state after
 * some batch, and the node applies what followed. A reader uses no snapshot of RocksDB but revisions, as in memory:
 * what it needs is in {@code newest} or, put there by the same write that replaced it, in {@code history}. Leases,
 * sessions, and which keys end with a lease are in memory besides. Native objects are freed when the last reader has
 * left, never under one.
 */
@NullMarked
package io.dengine.kv.rocksdb;

import org.jspecify.annotations.NullMarked;
