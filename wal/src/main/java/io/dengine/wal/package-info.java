/**
 * The log on disk.
 *
 * <pre>
 *   state                     two slots: term, vote, identity, where the log begins, hints
 *   00000000000000000001.log  [header][BEGIN][entry][entry]...
 *   00000000000000000002.log  [header][BEGIN][entry][TRUNCATION][entry][RESALT][entry]...[zeros]   the active one
 *   00000000000000000003.log  [header][zeros]                                                      made ready
 *   next.tmp                  zeros, being made ready
 *
 *   owner:  append --> one write --> returns          sync (any thread):  force what was written --> returns
 * </pre>
 *
 * <p>Segments are only ever appended to: a truncation is a frame of its own, so there is no moment at which the old
 * entries are gone and the new ones not yet there. Every frame carries the checksum of the frame before it, and the
 * mark up to which everything was durable when it was written. That makes recovery exact: a power failure may leave any
 * part of what was not durable, in any order, and everything behind the first gap is dropped; but if a later frame, or
 * the state, knows that the gap was durable once, then it is damage, and the node must not continue without it.
 *
 * <p>What is dropped stays in the file. It can never be taken for later frames, because each run after an unclean
 * shutdown continues under a new salt.
 *
 * <p>A system whose force has failed may show bytes that are not on the disk, or no longer show bytes that were
 * written, until it is restarted. So a run after an unclean shutdown first writes again everything that is not known to
 * be durable, and after a failure to new blocks; and it reports that data may be lost, as after a power failure. A
 * failure is recorded in two places, in the state and in the memory of the system, which needs no disk: a record on the
 * disk alone could not be trusted to get there, and a record that had to be there for all to be well would take each
 * crash of the process for a failure.
 *
 * <p>The next segment is prepared in slices, while no request waits. Before the first entry of a batch is written,
 * there is room for the last: a full disk refuses a batch and changes nothing.
 *
 * <p>Segments that are no longer written are read again at intervals, concurrently with all this and without a lock: a
 * segment is taken off the published list before it is closed, so a reader that fails can tell whether it is damaged or
 * gone.
 *
 * <p>Invariants: a file has its name only once it is complete and durable; a write goes to zeros that were written
 * before, so it needs no room and changes no length; nothing is promised before the force that covers it; after a
 * failed write or force nothing is written any more; term and vote are durable before an entry of that term is written;
 * the state names a base only after everything up to it is durable, and segments are deleted only after that state.
 */
@NullMarked
package io.dengine.wal;

import org.jspecify.annotations.NullMarked;
