/**
 * A member of a cluster in this process: the engine with its usual disk, store and connections.
 *
 * <pre>
 *   LocalNode = Node ( SegmentedLog on FileDisk, KvStore, PeerTransport, system clocks )
 * </pre>
 *
 * <p>Invariants: one data directory belongs to one node of one cluster, which is stored before anything is said to
 * peers; what was opened is closed again, also when opening fails half
 * way; a node that may have lost what it acknowledged takes no part in decisions until that is made up for.
 */
@NullMarked
package io.dengine.embedded;

import org.jspecify.annotations.NullMarked;
