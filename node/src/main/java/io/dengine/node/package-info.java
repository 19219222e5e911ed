/**
 * A node of a cluster in this process: the engine with its usual disk, store and connections, and what it does for
 * clients and operators. The embedded engine and the node program open the same {@link io.dengine.node.LocalNode}.
 *
 * <pre>
 *   clients   --> LocalTarget --> LocalRequests --.
 *                                                 v
 *                     LocalNode = Node ( SegmentedLog on FileDisk, KvStore, PeerTransport, system clocks )
 *                                                 ^
 *   operators --> NodeOperations --> membership --'
 *
 *   join --> the settings to open it with     start --> the state to open it in
 * </pre>
 *
 * <p>Invariants: one data directory belongs to one node of one cluster, whose id is stored before the node sends
 * anything to peers. Whatever was opened is closed again, also when opening fails halfway. A node that may have lost
 * entries that it acknowledged does not vote or count toward commit until it has caught up. Once a node has ended,
 * every pending call on it is answered.
 */
@NullMarked
package io.dengine.node;

import org.jspecify.annotations.NullMarked;
