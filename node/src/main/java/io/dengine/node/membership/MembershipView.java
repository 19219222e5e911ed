package io.dengine.node.membership;

import io.dengine.core.membership.Configuration;
import io.dengine.transport.ClusterId;

/**
 * The answer of a cluster to an operator, or to a node that joins.
 *
 * @param cluster the id of the cluster
 * @param members the configuration in force
 */
public record MembershipView(ClusterId cluster, Configuration members) {}
