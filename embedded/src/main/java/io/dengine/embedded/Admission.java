package io.dengine.embedded;

import io.dengine.core.membership.Configuration;
import io.dengine.transport.ClusterId;

/**
 * What a cluster answers to an operator, and to a node that joins.
 *
 * @param cluster which one it is
 * @param members those in force
 */
public record Admission(ClusterId cluster, Configuration members) {}
