/**
 * What coordination is used for, ready to use: locks, elections, barriers, counters, queues, a registry of services and
 * a shared configuration, over {@link io.dengine.api.Client} alone.
 *
 * <pre>
 *   Lock  ReadWriteLock  Semaphore  LeaderElection        ServiceRegistry  ConfigMap
 *      \        |            |         /   Queue                |             |
 *       '------ Turn ------ Rule -----'   /                     PrefixView: scan, then watch
 *                 |  one's way through a Line
 *        Session -+- OwnedKey ---- Until: look, wait for a change, look again
 *           |     |
 *        Tenure  Held: token, guard, lost
 *        a lease, and until when it certainly lives
 * </pre>
 *
 * <p>Invariants: what is held is a key under a lease, and its create revision is the fencing token. Order of arrival is
 * order of create revisions. Nobody relies on a lease longer than its TTL after the last renewal that succeeded was
 * sent. A key is created at most once, whatever was lost on the way, and whoever gives up removes its key. Nothing is
 * done by waiting for a fixed time: one watches and looks, and where a watch cannot go on, one looks again.
 */
@NullMarked
package io.dengine.recipes;

import org.jspecify.annotations.NullMarked;
