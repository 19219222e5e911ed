/**
 * The protocol, split by concern; each class can be read alongside its section of the Raft dissertation. {{PRE}}
 *
 * <p>Invariants: a role owns exactly its own fields, and a transition replaces the role at once; only
 * {@link io.dengine.core.protocol.Protocol} compares terms of messages; everything that leaves the node goes through
 * {@link io.dengine.core.protocol.Outbox}, which holds back what depends on a term or vote that is not durable yet.
 */
@NullMarked
package io.dengine.core.protocol;

import org.jspecify.annotations.NullMarked;
