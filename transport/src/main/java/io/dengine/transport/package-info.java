/**
 * Connections between peers.
 *
 * <pre>
 *   node 1                                   node 2
 *   PeerLink(2)  --- hello, messages 1->2 --&gt;  PeerAcceptor
 *   PeerAcceptor &lt;-- hello, messages 2->1 ---  PeerLink(1)
 * </pre>
 *
 * <p>Each node dials every other one; a connection carries the messages of the node that dialled it, and in the other
 * direction only the answers to its hello, its pings and its questions.
 *
 * <p>On the wire: the magic once, then frames of {@code length, CRC32C, body}, all numbers little-endian. The dialling
 * node sends a hello, and has to prove the identity that it claims:
 *
 * <pre>
 *   node 1                                                             node 2
 *     hello: I am node 1, this is connection C       --dialled by 1--&gt;
 *     C: repeat N                                    &lt;--dialled by 2--  at the address that node 2 knows for node 1
 *     N                                              --dialled by 1--&gt;
 *     welcome                                        &lt;--dialled by 1--
 * </pre>
 *
 * <p>An attacker that claims on a connection of its own to be node 1 never learns N: node 2 sends N to the address of
 * node 1, and node 1 repeats it only on connections that it has dialled. With a secret of the peers the challenge uses
 * the same connection, and both ends answer with codes that require knowledge of the secret. The two ends of this
 * exchange are {@link io.dengine.transport.Introduction} and {@link io.dengine.transport.Verification}. They are pure,
 * so that the simulator runs them too.
 *
 * <p>A node that this node does not know as a member may know of a later configuration, and lead it. It is accepted if
 * its address is known nevertheless ({@link io.dengine.transport.AddressBook}): members that have proven their identity
 * vouch for the members of their own configurations, and the operator's list counts. It is a guest then: it may send
 * messages and receives answers. The core decides whether its messages count.
 *
 * <p>Invariants: no message of a peer reaches the receiver before the peer has proven its identity, and until then its
 * connection replaces no other; the number of connections that have proven nothing is bounded in each of their phases,
 * and the oldest makes way for the newest ({@link io.dengine.transport.Crowd}); every length is compared with its
 * limit before it is used; messages of one peer are delivered in order, because a new connection is accepted only
 * after the end of the one that it replaces was reported ({@link io.dengine.transport.Inbound}); each loss is followed
 * by a {@code disconnected}; while messages pass in both directions, the last report about a peer is {@code
 * connected}.
 */
@NullMarked
package io.dengine.transport;

import org.jspecify.annotations.NullMarked;
