/**
 * The nodes of a cluster, elsewhere: connections to them, and which of them is asked what.
 *
 * <pre>
 *   RemoteTarget --call--> Routes --> Connection --frames--> node 1 (leads)
 *        |                       '--> Connection --frames--> node 2
 *        |                                ^
 *        '-- Roster: who is a member,     | a Link a node: dials, welcomes, reads, dials again
 *            who leads, how reached  <----'
 * </pre>
 *
 * <p>A connection has one thread, that of its link, which reads. Whoever asks writes, also what others have asked
 * meanwhile ({@link io.dengine.client.remote.Outlet}): a lone caller wakes no thread, many share their writes.
 *
 * <p>Invariants: a call is handed to at most one connection; a caller never waits for a socket; what a lost connection
 * means for a call follows from whether its frame was given to the socket, never from the error; every call is answered
 * and every watch ended, also by the end of the client.
 */
@NullMarked
package io.dengine.client.remote;

import org.jspecify.annotations.NullMarked;
