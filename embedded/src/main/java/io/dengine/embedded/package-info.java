/**
 * An engine in the user's process: its configuration, its life, its clients and its operators' requests.
 *
 * <pre>
 *   EngineConfig --> EmbeddedEngine --> EngineParts: lock, event loops, port, {@link io.dengine.node.LocalMember}
 *                      |-- EngineClients --> clients on the node of this process
 *                      |-- EngineAdmin ----> members, leadership, snapshots, backups
 *                      '-- Observers ------> listeners for the leader and the members
 * </pre>
 *
 * <p>Invariants: an engine never ends the process. Whatever was opened is closed again, also when opening fails
 * halfway; a start that failed leaves nothing behind that was not there before. Only threads that
 * no user can interrupt use files. Futures fail only with {@link io.dengine.api.EngineException}.
 */
@NullMarked
package io.dengine.embedded;

import org.jspecify.annotations.NullMarked;
