/**
 * Commands that are applied once, however often a client sends them.
 *
 * <pre>
 *   session 7:  acknowledged up to 12 | 13: reply  14: reply  16: reply      (15 is still in flight)
 * </pre>
 *
 * <p>Invariants: the table of sessions is part of the replicated state. A sequence is executed at most once: as long as
 * its reply is kept, the store returns that reply again, byte for byte; once the client has acknowledged it, the store
 * refuses the sequence. The store never drops a kept reply to make room: it refuses a command whose reply has no room
 * before it executes the command. A command of a session that has ended gets the reply that the session has ended,
 * whatever the command is.
 */
@NullMarked
package io.dengine.kv.session;

import org.jspecify.annotations.NullMarked;
