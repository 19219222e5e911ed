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
 * The members of the cluster and their roles, in force from one log index on.
 *
 * @param index the index of the entry that holds it; 0 for the one with which a cluster was started
 * @param members sorted by id, each id once
 * @param removed the members that were removed, the latest last; the oldest are forgotten
 */
public record Configuration(long index, List<Member> members, List<RemovedMember> removed) {
    /** The limit on members that decoding accepts: more than any cluster has. */
    public static final int MAX_MEMBERS = 64;

    /** The number of removed members that are remembered. */
    public static final int MAX_REMOVED = 64;

    /**
     * The limit on the encoded size of the members of a new cluster or after a change, in bytes. A log keeps up to
     * three configurations in one block with term and vote, and writes that as a whole.
     */
    public static final int MAX_MEMBERS_BYTES = 4 << 10;

    private static final int MAX_ID_BYTES = 5;

    /** The greatest encoded size of a configuration whose members keep the limit, whatever was removed. */
    public static final int MAX_ENCODED_BYTES = MAX_MEMBERS_BYTES + 1 + MAX_REMOVED * (MAX_ID_BYTES + Long.BYTES);

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
        removed = List.copyOf(removed.subList(Math.max(0, removed.size() - MAX_REMOVED), removed.size()));
    }

    /** Creates a configuration from which no member was ever removed. */
    public Configuration(long index, List<Member> members) {
        this(index, members, List.of());
    }

    /**
     * Returns the configuration with which a cluster begins.
     *
     * @throws IllegalArgumentException if no cluster can have these members; the message says why
     */
    public static Configuration ofNew(List<Member> members) {
        Configuration first = new Configuration(0, members);
        String excess = first.excessOfNew();
        if (excess != null) {
            throw new IllegalArgumentException(excess);
        }
        return first;
    }

    /** Returns why no node can store these members as the first ones of a cluster, or null if every node can. */
    public @Nullable String excessOfNew() {
        return excessOver(new Configuration(0, List.of()));
    }

    /** Returns whether commits need a majority of both the old and the new voters (Raft dissertation, §4.3). */
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

    /** Returns whether {@code id} counts in any quorum of this configuration. */
    public boolean isVoter(int id) {
        Member member = member(id);
        return member != null && member.isVoter();
    }

    /** Returns the number of members that count in any quorum. */
    public int voterCount() {
        int count = 0;
        for (Member member : members) {
            count += member.isVoter() ? 1 : 0;
        }
        return count;
    }

    public Configuration at(long newIndex) {
        return new Configuration(newIndex, members, removed);
    }

    /** Returns whether a member with this id was removed, and the id has not been added since. */
    public boolean wasRemoved(int id) {
        boolean gone = false;
        for (RemovedMember former : removed) {
            gone |= former.id() == id;
        }
        return gone && !contains(id);
    }

    /**
     * Returns the reason for which a node that claims to be {@code id} must not count, or null if it may. A node that
     * comes back with another disk has forgotten its votes and its entries, and a removed node may lack what came after
     * its removal.
     *
     * <p>This is the only place of that rule: the protocol ignores the answers of such a node, and the transport
     * reports it to the node and its operators.
     *
     * @param storageId the identity of its disk, or 0 if it is not known
     */
    public @Nullable Fence fence(int id, long storageId) {
        if (storageId == 0) {
            return null;
        }
        if (removed.contains(new RemovedMember(id, storageId))) {
            return Fence.REMOVED;
        }
        Member member = member(id);
        return member == null || member.storageId() == 0 || member.storageId() == storageId ? null : Fence.OTHER_DISK;
    }

    /**
     * Returns this configuration as the successor of {@code before}, with the members that this step removes added to
     * {@code removed}. A member that continues with another disk counts as new, and the member with the former disk as
     * removed.
     */
    public Configuration after(Configuration before) {
        List<RemovedMember> gone = new ArrayList<>(before.removed);
        for (Member former : before.members) {
            Member now = member(former.id());
            boolean stays = now != null && (former.storageId() == 0 || former.storageId() == now.storageId());
            if (!stays) {
                gone.add(new RemovedMember(former.id(), former.storageId()));
            }
        }
        return new Configuration(index, members, gone);
    }

    /** Returns the configuration that follows a joint one once it has committed: the new voters alone. */
    public Configuration leaveJoint() {
        List<Member> kept = new ArrayList<>();
        for (Member member : members) {
            if (member.role() == Member.Role.INCOMING) {
                kept.add(member.withRole(Member.Role.VOTER));
            } else if (member.role() != Member.Role.OUTGOING) {
                kept.add(member);
            }
        }
        return new Configuration(index, kept, removed);
    }

    /**
     * Returns the reason for which no cluster may begin with these members, or change to them from {@code before}: they
     * take more than {@link #MAX_MEMBERS_BYTES}, and more than before. Otherwise null.
     *
     * <p>This is the only place of that rule. A configuration that keeps the limit stays within it when disks become
     * known, members are promoted or leave, and a joint configuration is left.
     */
    public @Nullable String excessOver(Configuration before) {
        int bytes = membersBytes();
        return bytes <= MAX_MEMBERS_BYTES || bytes <= before.membersBytes()
                ? null
                : "The members would take " + bytes + " bytes with their addresses, and a node stores at most "
                        + MAX_MEMBERS_BYTES + ". Use shorter addresses, or fewer members.";
    }

    private int membersBytes() {
        BytesWriter writer = new BytesWriter(MAX_MEMBERS_BYTES);
        writeMembers(writer);
        return writer.toBytes().length();
    }

    /** Returns the encoding of the members; the index travels with the entry or snapshot that holds them. */
    public Bytes encode() {
        BytesWriter writer = new BytesWriter(64);
        writeMembers(writer);
        if (!removed.isEmpty()) {
            writer.writeVarLong(removed.size());
            for (RemovedMember gone : removed) {
                writer.writeVarLong(gone.id()).writeLong(gone.storageId());
            }
        }
        return writer.toBytes();
    }

    private void writeMembers(BytesWriter writer) {
        writer.writeVarLong(members.size());
        for (Member member : members) {
            writer.writeVarLong(member.id())
                    .writeString(member.address())
                    .writeLong(member.storageId())
                    .writeByte(member.role().ordinal());
        }
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
        List<RemovedMember> removed = new ArrayList<>();
        for (int left = reader.remaining() == 0 ? 0 : reader.readVarInt(MAX_REMOVED); left > 0; left--) {
            removed.add(new RemovedMember(reader.readVarInt(Integer.MAX_VALUE), reader.readLong()));
        }
        reader.expectEnd();
        try {
            return new Configuration(index, members, removed);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("not a configuration: " + e.getMessage());
        }
    }
}
