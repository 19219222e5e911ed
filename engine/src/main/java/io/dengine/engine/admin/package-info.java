/**
 * The requests of operators to a cluster, and what a leader does for each, step by step.
 *
 * <pre>
 *   request --> plan(configuration, progress of peers) --> done | change | wait | refuse
 *                 ^                                                  |
 *                 '------------------ committed ---------------------'
 * </pre>
 *
 * <p>Invariants: a plan is a function of what the leader knows now, so any client may repeat a request at any time; a
 * member that may have lost acknowledged entries never keeps its vote.
 */
@NullMarked
package io.dengine.engine.admin;

import org.jspecify.annotations.NullMarked;
