package io.dengine.core.membership;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the cluster and counts for what, from one log index on.
 *
 * @param index the index of the entry that holds it; 0 for the one a cluster was started with
 * @param members sorted by id, each id once
 */
public record Configuration(long index, List<Member> members) {
    /** More members than any cluster has; a limit for decoding. */
    public static final int MAX_MEMBERS = 64;

    public Configuration {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingInt(Member::id));
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).id() < 1
                    || i > 0 && sorted.get(i - 1).id() == sorted.get(i).id()) {
                throw new IllegalArgumentException("member ids must be positive and different: " + members);
            }
        }
        if (sorted.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("at most " + MAX_MEMBERS + " members, not " + sorted.size());
        }
        members = List.copyOf(sorted);
    }

    /** Whether commits need a majority of both the old and the new voters (Raft dissertation, §4.3). */
    public boolean isJoint() {
        for (Member member : members) {
            if (member.votesInNew() != member.votesInOld()) {
                return true;
            }
        }
        return false;
    }

    public @Nullable Member member(int id) {
        for (Member member : members) {
            if (member.id() == id) {
                return member;
            }
        }
        return null;
    }

    public boolean contains(int id) {
        return member(id) != null;
    }

    /** Whether {@code id} counts in any quorum of this configuration. */
    public boolean isVoter(int id) {
        Member member = member(id);
        return member != null && member.isVoter();
    }

    /** The number of members that count in any quorum. */
    public int voterCount() {
        int count = 0;
        for (Member member : members) {
            count += member.isVoter() ? 1 : 0;
        }
        return count;
    }

    public Configuration at(long newIndex) {
        return new Configuration(newIndex, members);
    }

    /** What a joint configuration becomes once it has committed: the new voters alone. */
    public Configuration leaveJoint() {
        List<Member> kept = new ArrayList<>();
        for (Member member : members) {
            if (member.role() == Member.Role.INCOMING) {
                kept.add(member.withRole(Member.Role.VOTER));
            } else if (member.role() != Member.Role.OUTGOING) {
                kept.add(member);
            }
        }
        return new Configuration(index, kept);
    }

    /** The members in binary; the index travels with the entry or snapshot that holds them. */
    public Bytes encode() {
        BytesWriter writer = new BytesWriter(64);
        writer.writeVarLong(members.size());
        for (Member member : members) {
            writer.writeVarLong(member.id())
                    .writeString(member.address())
                    .writeLong(member.storageId())
                    .writeByte(member.role().ordinal());
        }
        return writer.toBytes();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws MalformedBytesException if the bytes are not a configuration
     */
    public static Configuration decode(long index, Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        int count = reader.readVarInt(MAX_MEMBERS);
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = reader.readVarInt(Integer.MAX_VALUE);
            String address = reader.readString();
            long storageId = reader.readLong();
            int role = reader.readByte();
            if (role >= Member.Role.VALUES.length) {
                throw new MalformedBytesException("no such member role: " + role);
            }
            members.add(new Member(id, address, storageId, Member.Role.VALUES[role]));
        }
        reader.expectEnd();
        try {
            return new Configuration(index, members);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("not a configuration: " + e.getMessage());
        }
    }
}
