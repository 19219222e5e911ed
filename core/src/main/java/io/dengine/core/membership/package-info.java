/**
 * Who belongs to the cluster.
 *
 * <p>Invariants: a configuration counts from the moment its entry is appended, and stops counting when that entry is
 * truncated (Raft dissertation, §4.1); at most one configuration is uncommitted; every two adjacent configurations
 * have no disjoint quorums, because they differ by at most one voter or are joined; a member is an id together with a
 * disk, so that a node which lost its disk is not taken for the one that promised something.
 */
@NullMarked
package io.dengine.core.membership;

import org.jspecify.annotations.NullMarked;
