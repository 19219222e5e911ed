/**
 * The log on disk.
 *
 * <pre>
 *   state                 two slots: term, vote, identity, where the log begins
 *   00000000000000000001.log  [header][frame][frame]...[zeros]
 *   00000000000000000002.log  [header][frame][truncate][frame]...[zeros]   the active one
 *   00000000000000000003.log  prepared ahead, all zeros
 * </pre>
 *
 * <p>Files are only ever appended to: a truncation is a frame of its own. Every frame carries the checksum of the one
 * before it, the salt of its segment, and how much of the segment was known to be synced when it was written; so
 * recovery can tell a tail that was torn by a crash, which nobody was told of, from damage to what was acknowledged.
 *
 * <p>Invariants: a segment is synced before a frame is written to the next one; after a failed write or sync nothing is
 * written any more; term and vote are durable before an entry of that term is written.
 */
@NullMarked
package io.dengine.wal;

import org.jspecify.annotations.NullMarked;
