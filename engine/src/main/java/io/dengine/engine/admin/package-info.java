/**
 * What operators ask of a cluster, and what a leader does for it, step by step.
 *
 * <pre>
 *   request --> plan(configuration, progress of peers) --> done | change | wait | refuse
 *                 ^                                                  |
 *                 '------------------ committed ---------------------'
 * </pre>
 *
 * <p>Invariants: a plan is a function of what the leader knows now, so a request may be repeated at any time by
 * anybody; a member that may have lost something never keeps its vote.
 */
@NullMarked
package io.dengine.engine.admin;

import org.jspecify.annotations.NullMarked;
