/**
 * Peers over the network.
 *
 * <pre>
 *   node 1                                   node 2
 *   PeerLink(2)  --- hello, messages 1->2 --&gt;  PeerAcceptor
 *   PeerAcceptor &lt;-- hello, messages 2->1 ---  PeerLink(1)
 * </pre>
 *
 * <p>Each node dials every other one; a connection carries the messages of the node that dialled it, and in the other
 * direction only the answer to its hello and to its pings.
 *
 * <p>On the wire: the magic once, then frames of {@code length, CRC32C, body}, all numbers little-endian. Who dials
 * says hello, and has to prove that it is the node that it says it is:
 *
 * <pre>
 *   node 1                                                             node 2
 *     hello: I am node 1, this is connection C       --dialled by 1--&gt;
 *     C: repeat N                                    &lt;--dialled by 2--  at the address that node 2 knows for node 1
 *     N                                              --dialled by 1--&gt;
 *     welcome                                        &lt;--dialled by 1--
 * </pre>
 *
 * <p>Somebody else who says on a connection of its own that it is node 1 never learns N: node 2 tells that to the
 * address of node 1, and node 1 repeats it on connections only that it has dialled. With a secret of the peers the
 * challenge goes by that connection, and both ends answer with codes that only those can make who know it. Both ends of
 * this are {@link io.dengine.transport.Introduction} and {@link io.dengine.transport.Verification}, pure, so that the
 * simulator runs them too.
 *
 * <p>A node that is no member as far as this one knows may know of a later configuration, and lead it. It is let in if
 * its address is known all the same ({@link io.dengine.transport.AddressBook}): members that have proven who they are
 * vouch for others by saying who is in their configuration, and the operator's list counts. It is a guest then, that
 * may speak and is answered. Whether what it says counts is for the core to decide.
 *
 * <p>Invariants: nothing of a peer reaches the receiver before it has proven who it is, and until then it displaces no
 * other connection; no length is trusted before it was compared with its limit; messages of one peer are delivered in
 * order, because a new connection is welcomed only after the one it replaces was closed; each loss is followed by a
 * {@code disconnected}.
 */
@NullMarked
package io.dengine.transport;

import org.jspecify.annotations.NullMarked;
