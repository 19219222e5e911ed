/**
 * A member of a cluster in this process: the engine with its usual disk, store and connections.
 *
 * <pre>
 *   LocalNode = Node ( SegmentedLog on FileDisk, KvStore, PeerTransport, system clocks )
 * </pre>
 *
 * <p>Invariants: one data directory belongs to one node of one cluster, whose id is stored before the node sends
 * anything to peers. Whatever was opened is closed again, also when opening fails halfway. A node that may have lost
 * entries that it acknowledged does not vote or count toward commit until it has caught up.
 */
@NullMarked
package io.dengine.embedded;

import org.jspecify.annotations.NullMarked;
