/**
 * A table of keys on RocksDB, for data beyond memory.
 *
 * <pre>
 *   newest    key                    -> the newest version, which may be a deletion
 *   history   key, revision downward -> the versions before that
 *   order     revision, number       -> the changed key and the replaced version, in the order of trimming
 *   members   key                    -> the lease that it is attached to
 *   default   numbers; leases and sessions by id
 * </pre>
 *
 * <p>Invariants: all changes of one batch are one write, the index of its last entry included. RocksDB's own
 * write-ahead log is off, because the log of the node has everything; the families are flushed together, so a crash
 * leaves the state after some batch, and the node applies the entries after it. A reader uses no snapshot of RocksDB
 * but revisions, as in memory: what it needs is in {@code newest} or, put there by the same write that replaced it, in
 * {@code history}. Leases, sessions, and the attachment of keys to leases are in memory as well. Native objects are
 * freed after the last reader has left, never while one reads.
 */
@NullMarked
package io.dengine.kv.rocksdb;

import org.jspecify.annotations.NullMarked;
