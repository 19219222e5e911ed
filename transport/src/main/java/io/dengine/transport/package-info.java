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
 * <p>On the wire: the magic once, then frames of {@code length, CRC32C, body}, all numbers little-endian. The first
 * frame each way is a hello (or the refusal of one), which proves cluster id, node id and storage id.
 *
 * <p>A node that is no member as far as this one knows is let in all the same, as a guest that may speak and is
 * answered: it may know of a later configuration, and lead it. Whether what it says counts is for the core to decide.
 *
 * <p>Invariants: nothing of a peer reaches the receiver before its hello was accepted; no length is trusted before it
 * was compared with its limit; messages of one peer are delivered in order, because a new connection is welcomed only
 * after the one it replaces was closed; each loss is followed by a {@code disconnected}.
 */
@NullMarked
package io.dengine.transport;

import org.jspecify.annotations.NullMarked;
