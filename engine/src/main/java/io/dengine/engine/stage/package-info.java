/**
 * Stages, their mailboxes and the threads that drive them in production.
 *
 * <pre>
 *   clients --> Door --.                        .--> LogStage ----> peers
 *                      +--> CoreStage (Router) -+        '--> SyncStage
 *   peers -------------'        ^               '--> ApplyStage --> clients
 *                               '------ persisted, applied: growing numbers
 *
 *   VerifyStage: reads what LogStage and SnapshotStage have stored, hashes what ApplyStage has applied
 * </pre>
 *
 * <p>A stage is stepped by one thread at a time, or by a simulator, and owns its state. Between stages there are
 * mailboxes, to which any thread may add and which never block a thread, and slots, which hold the newest value of a
 * growing number. What comes from outside is bounded once, at the door, until it has left the node; so what stages pass
 * to each other needs no bound, and no stage can wait for another.
 *
 * <p>Invariants: a request is answered exactly once; the core's stage knows every pending request, and ends it at its
 * deadline or when the node fails; nothing that depends on stored data leaves before the data is stored; after a
 * failure no stage works again.
 */
@NullMarked
package io.dengine.engine.stage;

import org.jspecify.annotations.NullMarked;
