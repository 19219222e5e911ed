/**
 * The way of a node without data into a cluster, before its data directory is opened.
 *
 * <pre>
 *   to join    --> Joining: ask the listed members until one accepts ---------------> settings of that cluster
 *   to found   --> ClusterSearch: ask or listen --> Founding --+-- member already --> settings of that cluster
 *                                                              +-- no cluster ------> settings as configured
 *                                                              '-- neither ---------> no start, nothing changed
 * </pre>
 *
 * <p>Invariants: nothing here writes a file. A node bootstraps a cluster only if no node that it reached knows it as a
 * member, and every node that called it has answered. Callers count only by the rules of {@link
 * io.dengine.transport.CallerWatch}; their connections end with the search.
 */
@NullMarked
package io.dengine.node.join;

import org.jspecify.annotations.NullMarked;
