/**
 * Ready-to-use coordination recipes: locks, elections, barriers, counters, queues, a service registry and a shared
 * configuration. They use only {@link io.dengine.api.Client}.
 *
 * <pre>
 *   Lock  ReadWriteLock  Semaphore  LeaderElection        ServiceRegistry  ConfigMap
 *      \        |            |         /   Queue                |             |
 *       '------ Turn ------ Rule -----'   /                     PrefixView: scan, then watch
 *                 |  one caller's way through a Line
 *        Session -+- OwnedKey ---- Until: read, wait for a change, read again
 *           |     |
 *        Tenure  Held: token, guard, lost
 *        a lease, and the time until which it is certainly alive
 * </pre>
 *
 * <p>Invariants: what a client holds is a key under a lease, and its create revision is the fencing token. Order of
 * arrival is the order of create revisions. No holder relies on a lease longer than its TTL after the last successful
 * renewal was sent. A key is created at most once, even if answers are lost, and a caller that stops waiting removes
 * its key. Nothing relies on waiting for a fixed time: a caller watches and reads, and if a watch cannot continue, it
 * reads again.
 *
 * <p>All public classes are thread-safe. An empty name is refused with {@link IllegalArgumentException}. Futures that
 * recipes return complete on the common pool, so that continuations of users do not hold up the threads of a client.
 */
@NullMarked
package io.dengine.recipes;

import org.jspecify.annotations.NullMarked;
