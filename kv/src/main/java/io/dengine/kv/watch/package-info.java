/**
 * Who wants to know of changes, and how they learn of them.
 *
 * <pre>
 *   applying thread --append--> o-o-o-o-o-o   WatchHistory, one Publication a revision
 *                               ^         ^
 *             catching up, own cursor     |
 *                     WatchSubscription   WatchHub, one cursor for all that are up to date
 *                               ^         |
 *                               '--queue--'   found by key, by prefix, or by range
 * </pre>
 *
 * <p>Invariants: a subscription sees each matching change once, in the order of revisions, a revision at once, and
 * nothing before readers can see it. There is never a silent gap: who is too slow, or asks for what is gone, is told so
 * as the last thing, with the revision from which to go on. The applying thread only appends; it takes no lock and
 * waits for nobody. The index belongs to whoever steps the hub.
 */
@NullMarked
package io.dengine.kv.watch;

import org.jspecify.annotations.NullMarked;
