package io.dengine.node.membership;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.transport.ClusterId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes operators' requests and their answers between nodes. A tag is never reused for another purpose. */
final class OperatorCodec {
    private static final int VERSION = 1;

    private static final int JOIN = 1;
    private static final int PROMOTE = 2;
    private static final int REMOVE = 3;
    private static final int REPLACE = 4;
    private static final int MOVE = 5;
    private static final int TRANSFER_LEADER = 6;

    private static final int DONE = 1;
    private static final int REFUSED = 2;

    private static final int ASK_MEMBERS = 7;
    private static final Refusal[] REFUSALS = Refusal.values();

    private OperatorCodec() {}

    /**
     * A request to another node.
     *
     * @param cluster the cluster it is meant for; null from a node that does not know one yet
     * @param relayed true if only the leader may execute it, so that it is not forwarded in circles
     * @param request the operator's request; null to ask for the members that the node knows
     */
    record Question(
            @Nullable ClusterId cluster,
            boolean relayed,
            @Nullable AdminRequest request) {
        /** Asks for the members of the cluster of the node that is asked. */
        static final Question MEMBERS = new Question(null, false, null);

        Bytes encode() {
            BytesWriter writer = new BytesWriter(64);
            writer.writeByte(VERSION).writeBoolean(relayed).writeBoolean(cluster != null);
            if (cluster != null) {
                writer.writeLong(cluster.high()).writeLong(cluster.low());
            }
            if (request == null) {
                writer.writeByte(ASK_MEMBERS);
            } else {
                writeRequest(request, writer);
            }
            return writer.toBytes();
        }
    }

    /**
     * Decodes a request.
     *
     * @throws MalformedBytesException if it is malformed or of another version
     */
    static Question decodeQuestion(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        expectVersion(reader);
        boolean relayed = reader.readBoolean();
        ClusterId cluster = reader.readBoolean() ? new ClusterId(reader.readLong(), reader.readLong()) : null;
        Question question = new Question(cluster, relayed, readRequest(reader));
        reader.expectEnd();
        return question;
    }

    private static void expectVersion(BytesReader reader) {
        int version = reader.readByte();
        if (version != VERSION) {
            throw new MalformedBytesException("it speaks version " + version + " of what operators ask, this node "
                    + VERSION + ": bring the nodes to the same version");
        }
    }

    private static void writeRequest(AdminRequest request, BytesWriter writer) {
        switch (request) {
            case AdminRequest.Join join ->
                writer.writeByte(JOIN)
                        .writeVarLong(join.nodeId())
                        .writeString(join.address())
                        .writeBoolean(join.promotable())
                        .writeBoolean(join.fresh());
            case AdminRequest.Promote promote -> writeIds(promote.nodeIds(), writer.writeByte(PROMOTE));
            case AdminRequest.Remove remove ->
                writeIds(remove.nodeIds(), writer.writeByte(REMOVE)).writeBoolean(remove.force());
            case AdminRequest.Replace replace -> writeReplace(replace, writer);
            case AdminRequest.Move move ->
                writer.writeByte(MOVE).writeVarLong(move.nodeId()).writeString(move.address());
            case AdminRequest.TransferLeader transfer ->
                writer.writeByte(TRANSFER_LEADER).writeVarLong(transfer.nodeId());
        }
        writer.writeLong(request.expectedIndex());
    }

    private static void writeReplace(AdminRequest.Replace replace, BytesWriter writer) {
        String address = replace.address();
        writer.writeByte(REPLACE)
                .writeVarLong(replace.nodeId())
                .writeVarLong(replace.newNodeId())
                .writeString(address == null ? "" : address)
                .writeLong(replace.lostStorageId());
    }

    private static BytesWriter writeIds(List<Integer> ids, BytesWriter writer) {
        writer.writeVarLong(ids.size());
        ids.forEach(writer::writeVarLong);
        return writer;
    }

    private static @Nullable AdminRequest readRequest(BytesReader reader) {
        int tag = reader.readByte();
        return switch (tag) {
            case ASK_MEMBERS -> null;
            case JOIN ->
                new AdminRequest.Join(
                        readId(reader),
                        reader.readString(),
                        reader.readBoolean(),
                        reader.readBoolean(),
                        reader.readLong());
            case PROMOTE -> new AdminRequest.Promote(readIds(reader), reader.readLong());
            case REMOVE -> new AdminRequest.Remove(readIds(reader), reader.readBoolean(), reader.readLong());
            case REPLACE -> {
                int nodeId = readId(reader);
                int newNodeId = readId(reader);
                String address = reader.readString();
                yield new AdminRequest.Replace(
                        nodeId, newNodeId, address.isEmpty() ? null : address, reader.readLong(), reader.readLong());
            }
            case MOVE -> new AdminRequest.Move(readId(reader), reader.readString(), reader.readLong());
            case TRANSFER_LEADER -> {
                AdminRequest transfer = new AdminRequest.TransferLeader(readId(reader));
                reader.readLong(); // every request has it
                yield transfer;
            }
            default -> throw new MalformedBytesException("unknown request of an operator " + tag);
        };
    }

    private static int readId(BytesReader reader) {
        return reader.readVarInt(Integer.MAX_VALUE);
    }

    private static List<Integer> readIds(BytesReader reader) {
        int count = reader.readVarInt(Configuration.MAX_MEMBERS);
        List<Integer> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(readId(reader));
        }
        return ids;
    }

    static Bytes encodeDone(MembershipView view) {
        return new BytesWriter(256)
                .writeByte(VERSION)
                .writeByte(DONE)
                .writeLong(view.cluster().high())
                .writeLong(view.cluster().low())
                .writeVarLong(view.members().index())
                .writeBytes(view.members().encode())
                .toBytes();
    }

    static Bytes encodeRefused(RefusedException refused) {
        return new BytesWriter(256)
                .writeByte(VERSION)
                .writeByte(REFUSED)
                .writeString(refused.refusal().name())
                .writeVarLong(refused.leaderId())
                .writeString(String.valueOf(refused.getMessage()))
                .toBytes();
    }

    /**
     * Decodes an answer.
     *
     * @throws RefusedException if the answer is a refusal
     * @throws MalformedBytesException if it is malformed
     */
    static MembershipView decodeAnswer(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        expectVersion(reader);
        int tag = reader.readByte();
        return switch (tag) {
            case DONE -> {
                ClusterId cluster = new ClusterId(reader.readLong(), reader.readLong());
                long index = reader.readVarLong();
                yield new MembershipView(cluster, Configuration.decode(index, reader.readBytes()));
            }
            case REFUSED ->
                throw new RefusedException(refusal(reader.readString()), readId(reader), reader.readString());
            default -> throw new MalformedBytesException("unknown answer to an operator " + tag);
        };
    }

    private static Refusal refusal(String name) {
        for (Refusal refusal : REFUSALS) {
            if (refusal.name().equals(name)) {
                return refusal;
            }
        }
        // Later versions have more refusals. This one promises the least.
        return Refusal.OUTCOME_UNKNOWN;
    }
}
