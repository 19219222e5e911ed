package io.dengine.transport;

import io.dengine.core.membership.Member;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The 128-bit identity of a cluster: nodes of different clusters reject each other.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record ClusterId(long high, long low) {
    /**
     * Derives the identity of a new cluster that several nodes begin. All of them must find the same identity without
     * communication, so it follows from what their configurations agree on: the initial voters and the optional name.
     * It is the first 128 bits of the SHA-256 of the name and the sorted {@code id=address} lines.
     */
    public static ClusterId of(String clusterName, List<Member> members) {
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
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
            return new ClusterId(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns a random identity for a new cluster that one node begins alone. */
    public static ClusterId random() {
        SecureRandom random = new SecureRandom();
        return new ClusterId(random.nextLong(), random.nextLong());
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
