/**
 * Membership changes and the other requests of operators, and their way to the leader.
 *
 * <pre>
 *   request --> MemberChanges -- leads --> plan, change, plan again --> the configuration in force
 *                    '-- does not lead --> OperatorCalls ==> OperatorAnswers of the leader --> MemberChanges
 * </pre>
 *
 * <p>Invariants: a request that was forwarded is not forwarded again. A node that is not authenticated as a member may
 * only join and ask for the members. A failure says whether anything may have been changed. A tag of the encoding is
 * never reused.
 */
@NullMarked
package io.dengine.node.membership;

import org.jspecify.annotations.NullMarked;
