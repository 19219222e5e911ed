/**
 * Watches, and the delivery of changes to them.
 *
 * <pre>
 *   apply thread ---append----> o-o-o-o-o-o   WatchHistory, one Publication per revision
 *                               ^         ^
 *             catching up, own cursor     |
 *                     WatchSubscription   WatchHub, one cursor for all that are up to date
 *                               ^         |
 *                               '--queue--'   found by key, by prefix, or by range
 * </pre>
 *
 * <p>Invariants: a subscription delivers each matching change once, in the order of revisions, all changes of a
 * revision at once, and nothing before readers can see it. There is never a silent gap: a watch that is too slow, or
 * that asks for compacted revisions, gets a last message with that reason and the revision from which to continue. The
 * apply thread only appends; it takes no lock and never waits. The index belongs to the thread that steps the hub.
 */
@NullMarked
package io.dengine.kv.watch;

import org.jspecify.annotations.NullMarked;
