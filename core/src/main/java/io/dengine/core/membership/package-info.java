/**
 * The members of the cluster.
 *
 * <p>Invariants: a configuration is in force from the moment its entry is appended, and no longer when that entry is
 * truncated (Raft dissertation, §4.1); at most one configuration is uncommitted; no two adjacent configurations have
 * disjoint quorums, because they differ by at most one voter or are joint; a member is an id together with a disk, so
 * that a node which lost its disk is not taken for the one that voted or acknowledged entries.
 */
@NullMarked
package io.dengine.core.membership;

import org.jspecify.annotations.NullMarked;
