/**
 * Connections to the nodes of a remote cluster, and the choice of the node for each call.
 *
 * <pre>
 *   RemoteTarget --call--> Routes --> Connection --frames--> node 1 (leads)
 *        |                       '--> Connection --frames--> node 2
 *        |                                ^
 *        '-- Roster: members, leader,     | one Link per node: dials, welcomes, reads, dials again
 *            addresses, links  &lt;----------'
 * </pre>
 *
 * <p>A connection has one thread, that of its link, which reads. Calling threads write, including what other threads
 * have added meanwhile ({@link io.dengine.client.remote.Outlet}): a single caller wakes no thread, and many callers
 * share their writes.
 *
 * <p>Invariants: a call is handed to at most one connection. A caller never waits for a socket. The effect of a lost
 * connection on a call follows from whether its frame was given to the socket, never from the error. Every call is
 * answered and every watch is ended, also when the client is closed.
 */
@NullMarked
package io.dengine.client.remote;

import org.jspecify.annotations.NullMarked;
