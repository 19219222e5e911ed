/**
 * Commands that are carried out once, however often a client sends them.
 *
 * <pre>
 *   session 7:  acknowledged up to 12 | 13: reply  14: reply  16: reply      (15 is still under way)
 * </pre>
 *
 * <p>Invariants: the table is part of the replicated state. A sequence is carried out at most once: while its reply is
 * kept, that reply is given again, byte for byte; once the client has acknowledged it, it is refused. Nothing kept is
 * dropped to make room: what does not fit is refused before it is carried out. A session that has ended is answered as
 * such, whatever its commands are.
 */
@NullMarked
package io.dengine.kv.session;

import org.jspecify.annotations.NullMarked;
