package io.dengine.server.config;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Member;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The identity of a cluster, so that nodes of two clusters never talk by mistake.
 *
 * <p>All nodes must find the same one without having talked: it follows from what their files agree on, the voters the
 * cluster began with and the optional name.
 */
public final class ClusterIdentity {
    /** How many bytes an identity has. */
    public static final int LENGTH_BYTES = 16;

    private ClusterIdentity() {}

    /** The first 128 bits of the SHA-256 of the sorted {@code id=address} lines of the voters and the name. */
    public static Bytes of(String clusterName, List<Member> members) {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingInt(Member::id));
        StringBuilder text = new StringBuilder("name=").append(clusterName).append('\n');
        for (Member member : sorted) {
            if (member.isVoter()) {
                text.append(member.id()).append('=').append(member.address()).append('\n');
            }
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return Bytes.wrap(Arrays.copyOf(hash, LENGTH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
