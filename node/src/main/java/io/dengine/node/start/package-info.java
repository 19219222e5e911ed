/**
 * The start of a node: everything that it decides from its files before it runs, for real nodes and for simulated ones
 * alike.
 *
 * <pre>
 *   log --> recover --+--> state machine: snapshot, or what it kept itself --> hard state: what may be missing --> node
 *                     '--> damaged: set aside, keep what can be read, unless this node votes alone --> again
 * </pre>
 *
 * <p>Invariants: once there is a log, the voters are read from log and snapshot, never from a configuration file;
 * damaged files are set aside under another name and never deleted, a snapshot only once there is another state, and
 * what is intact but of another version or cluster stays as it is; the hard state with which a node starts is durable
 * before it runs, and from then on only the core changes it, in the order of the log's other writes.
 */
@NullMarked
package io.dengine.node.start;

import org.jspecify.annotations.NullMarked;
