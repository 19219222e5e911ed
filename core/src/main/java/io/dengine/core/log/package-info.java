/**
 * The replicated log as the protocol sees it.
 *
 * <pre>
 *   base            cached from               persisted             last
 *    |  on disk only     |   in memory, durable   |  in memory only   |
 *    +-------------------+------------------------+-------------------+
 * </pre>
 *
 * <p>The base is the position before the first entry; its index is the snapshot index.
 *
 * <p>Invariants: indexes are contiguous; terms never decrease along the log; the replicated clock never decreases; an
 * entry at or below the commit index is never removed; {@code base <= persisted <= last}.
 */
@NullMarked
package io.dengine.core.log;

import org.jspecify.annotations.NullMarked;
