package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The encoding of messages between peers.
 *
 * <p>A frame is {@code int bodyLength, int crc32c(body), body}; a body is one kind byte and its fields. The version of
 * this encoding is agreed once per connection, in the hello. Stateless; safe for use by any thread.
 */
public final class PeerCodec {
    /** The version of the encoding. Changes whenever an older node would misread a frame. */
    public static final int VERSION = 2;

    /** The size of a frame's header, in bytes. */
    public static final int HEADER_BYTES = 8;

    /** The maximum body of a frame in bytes, whatever the configuration says. */
    public static final int MAX_BODY_BYTES = 64 << 20;

    /** The maximum number of entries in an append. */
    static final int MAX_ENTRIES = 1 << 20;

    // Kinds below this one belong to the handshake; a number is never reused for another kind.
    static final int FIRST_MESSAGE_KIND = 0x10;
    private static final int PRE_VOTE = 0x10;
    private static final int PRE_VOTE_REPLY = 0x11;
    private static final int VOTE = 0x12;
    private static final int VOTE_REPLY = 0x13;
    private static final int APPEND = 0x14;
    private static final int APPEND_ACCEPTED = 0x15;
    private static final int APPEND_REJECTED = 0x16;
    private static final int READ_INDEX = 0x17;
    private static final int READ_INDEX_REPLY = 0x18;
    private static final int SNAPSHOT_OFFER = 0x19;
    private static final int SNAPSHOT_REPLY = 0x1A;
    private static final int TIMEOUT_NOW = 0x1B;
    private static final int FORGOTTEN = 0x1C;
    private static final int ECHO = 0x1D;
    private static final int SUPERSEDED = 0x1E;
    private static final int CONTRADICTED = 0x1F;
    private static final int FORWARD = 0x30;
    private static final int FORWARD_REPLY = 0x31;
    private static final int SNAPSHOT_BEGIN = 0x38;
    private static final int SNAPSHOT_PIECE = 0x39;
    private static final int SNAPSHOT_PROGRESS = 0x3A;
    private static final int STATE_HASH = 0x40;
    private static final int STATE_DIFFERS = 0x41;
    private static final int ROOM_LEFT = 0x50;

    private static final PeerMessage.Outcome[] OUTCOMES = PeerMessage.Outcome.values();
    private static final int SMALLEST_ENTRY_BYTES = 5;

    private PeerCodec() {}

    /** Returns the message as one frame. */
    public static Bytes encode(PeerMessage message) {
        BytesWriter writer = new BytesWriter(64);
        writeFrame(message, writer);
        return writer.toBytes();
    }

    /**
     * Reads exactly one frame.
     *
     * @throws MalformedBytesException if the bytes are not exactly one valid frame
     */
    public static PeerMessage decode(Bytes frame) {
        BytesReader reader = new BytesReader(frame);
        int length = reader.readInt();
        int checksum = reader.readInt();
        if (length < 1 || length > MAX_BODY_BYTES) {
            throw new MalformedBytesException("a frame's body has between 1 and " + MAX_BODY_BYTES + " bytes, not "
                    + Integer.toUnsignedString(length));
        }
        Bytes body = reader.readRaw(length);
        reader.expectEnd();
        CRC32C crc = new CRC32C();
        crc.update(body.asByteBuffer());
        if ((int) crc.getValue() != checksum) {
            throw new MalformedBytesException("a frame's checksum does not match its body");
        }
        return decodeBody(body);
    }

    /** Appends the message as one frame. */
    static void writeFrame(PeerMessage message, BytesWriter writer) {
        int start = beginFrame(writer);
        writeBody(message, writer);
        endFrame(start, writer);
    }

    /** Leaves room for a frame's header; returns where the frame starts. */
    static int beginFrame(BytesWriter writer) {
        int start = writer.size();
        writer.writeLong(0);
        return start;
    }

    /** Fills in the header of the frame whose body ends here. */
    static void endFrame(int start, BytesWriter writer) {
        int bodyStart = start + HEADER_BYTES;
        int length = writer.size() - bodyStart;
        CRC32C crc = new CRC32C();
        crc.update(writer.array(), bodyStart, length);
        writer.setInt(start, length);
        writer.setInt(start + 4, (int) crc.getValue());
    }

    /** Returns the approximate size of the message in bytes, which counts toward the limits of queues. */
    static int weightBytes(PeerMessage message) {
        int weight = 64;
        switch (message) {
            case PeerMessage.Protocol protocol -> {
                if (protocol.message() instanceof Message.Append append) {
                    List<Entry> entries = append.entries();
                    for (int i = 0, count = entries.size(); i < count; i++) {
                        weight += entries.get(i).weightBytes();
                    }
                }
            }
            case PeerMessage.Forward forward -> weight += forward.command().length();
            case PeerMessage.ForwardReply reply -> weight += reply.result().length();
            case PeerMessage.SnapshotPiece piece -> weight += piece.bytes().length();
            case PeerMessage.SnapshotBegin begin -> weight += 256;
            case PeerMessage.SnapshotProgress progress -> {}
            case PeerMessage.StateHash state -> {}
            case PeerMessage.StateDiffers state -> {}
            case PeerMessage.RoomLeft left -> {}
        }
        return weight;
    }

    static void writeBody(PeerMessage message, BytesWriter out) {
        switch (message) {
            case PeerMessage.Protocol protocol -> writeMessage(protocol.message(), out);
            case PeerMessage.Forward m ->
                out.writeByte(FORWARD).writeVarLong(m.requestId()).writeBytes(m.command());
            case PeerMessage.ForwardReply m ->
                out.writeByte(FORWARD_REPLY)
                        .writeVarLong(m.requestId())
                        .writeByte(m.outcome().ordinal())
                        .writeVarLong(m.leaderId())
                        .writeBytes(m.result());
            case PeerMessage.SnapshotBegin m -> {
                out.writeByte(SNAPSHOT_BEGIN)
                        .writeVarLong(m.term())
                        .writeVarLong(m.exchange())
                        .writeVarLong(m.round());
                m.snapshot().meta().writeTo(out);
                out.writeVarLong(m.snapshot().sizeBytes())
                        .writeBytes(m.snapshot().digest());
            }
            case PeerMessage.SnapshotPiece m ->
                out.writeByte(SNAPSHOT_PIECE)
                        .writeVarLong(m.exchange())
                        .writeVarLong(m.offset())
                        .writeBytes(m.bytes());
            case PeerMessage.SnapshotProgress m ->
                out.writeByte(SNAPSHOT_PROGRESS).writeVarLong(m.exchange()).writeVarLong(m.offset() + 1);
            case PeerMessage.StateHash m ->
                out.writeByte(STATE_HASH).writeVarLong(m.index()).writeLong(m.hash());
            case PeerMessage.StateDiffers m ->
                out.writeByte(STATE_DIFFERS).writeVarLong(m.index()).writeLong(m.agreedHash());
            case PeerMessage.RoomLeft m -> out.writeByte(ROOM_LEFT).writeBoolean(m.ample());
        }
    }

    private static void writeMessage(Message message, BytesWriter out) {
        switch (message) {
            case Message.PreVote m -> writeId(m.last(), start(PRE_VOTE, m, out));
            case Message.PreVoteReply m -> start(PRE_VOTE_REPLY, m, out).writeBoolean(m.granted());
            case Message.Vote m -> writeId(m.last(), start(VOTE, m, out)).writeBoolean(m.transfer());
            case Message.VoteReply m ->
                start(VOTE_REPLY, m, out).writeBoolean(m.granted()).writeBoolean(m.lossAccepted());
            case Message.Append m -> writeAppend(m, out);
            case Message.AppendAccepted m ->
                start(APPEND_ACCEPTED, m, out)
                        .writeVarLong(m.exchange())
                        .writeVarLong(m.round())
                        .writeVarLong(m.matchIndex())
                        .writeBoolean(m.recovering());
            case Message.AppendRejected m ->
                writeId(
                        m.hint(),
                        start(APPEND_REJECTED, m, out)
                                .writeVarLong(m.exchange())
                                .writeVarLong(m.round()));
            case Message.ReadIndex m -> start(READ_INDEX, m, out).writeVarLong(m.requestId());
            case Message.ReadIndexReply m ->
                start(READ_INDEX_REPLY, m, out).writeVarLong(m.requestId()).writeVarLong(m.index() + 1);
            case Message.SnapshotOffer m ->
                m.meta()
                        .writeTo(start(SNAPSHOT_OFFER, m, out)
                                .writeVarLong(m.exchange())
                                .writeVarLong(m.round()));
            case Message.SnapshotReply m ->
                writeId(
                        m.held(),
                        start(SNAPSHOT_REPLY, m, out).writeVarLong(m.exchange()).writeVarLong(m.round()));
            case Message.Echo m ->
                start(ECHO, m, out).writeVarLong(m.exchange()).writeVarLong(m.round());
            case Message.Superseded m -> start(SUPERSEDED, m, out);
            case Message.Contradicted m -> writeId(m.held(), start(CONTRADICTED, m, out));
            case Message.TimeoutNow m -> start(TIMEOUT_NOW, m, out);
            case Message.Forgotten m ->
                start(FORGOTTEN, m, out).writeVarLong(m.round()).writeVarLong(m.provenIndex());
        }
    }

    private static BytesWriter start(int kind, Message message, BytesWriter out) {
        return out.writeByte(kind).writeVarLong(message.term());
    }

    private static BytesWriter writeId(EntryId id, BytesWriter out) {
        return out.writeVarLong(id.index()).writeVarLong(id.term());
    }

    private static void writeAppend(Message.Append m, BytesWriter out) {
        start(APPEND, m, out).writeVarLong(m.exchange()).writeVarLong(m.round());
        List<Entry> entries = m.entries();
        int count = entries.size();
        writeId(m.prev(), out)
                .writeVarLong(m.commitIndex())
                .writeVarLong(m.promiseNanos())
                .writeVarLong(count);
        for (int i = 0; i < count; i++) {
            entries.get(i).writeTo(out);
        }
    }

    /**
     * Reads the body of a frame whose checksum was verified.
     *
     * @throws MalformedBytesException if it is not a message
     */
    static PeerMessage decodeBody(Bytes body) {
        BytesReader in = new BytesReader(body);
        int kind = in.readByte();
        PeerMessage message = switch (kind) {
            case FORWARD -> new PeerMessage.Forward(in.readVarLong(), in.readBytes());
            case FORWARD_REPLY -> readForwardReply(in);
            case SNAPSHOT_BEGIN ->
                new PeerMessage.SnapshotBegin(
                        readNatural(in), in.readVarLong(), in.readVarLong(), readStoredSnapshot(in));
            case SNAPSHOT_PIECE -> new PeerMessage.SnapshotPiece(in.readVarLong(), readNatural(in), in.readBytes());
            case SNAPSHOT_PROGRESS -> new PeerMessage.SnapshotProgress(in.readVarLong(), readNatural(in) - 1);
            case STATE_HASH -> new PeerMessage.StateHash(readNatural(in), in.readLong());
            case STATE_DIFFERS -> new PeerMessage.StateDiffers(readNatural(in), in.readLong());
            case ROOM_LEFT -> new PeerMessage.RoomLeft(in.readBoolean());
            default -> new PeerMessage.Protocol(readMessage(kind, in));
        };
        in.expectEnd();
        return message;
    }

    private static SnapshotStore.Stored readStoredSnapshot(BytesReader in) {
        return new SnapshotStore.Stored(readMeta(in), readNatural(in), in.readBytes());
    }

    private static PeerMessage readForwardReply(BytesReader in) {
        long requestId = in.readVarLong();
        int outcome = in.readByte();
        if (outcome >= OUTCOMES.length) {
            throw new MalformedBytesException("no such outcome: " + outcome);
        }
        return new PeerMessage.ForwardReply(
                requestId, OUTCOMES[outcome], in.readVarInt(Integer.MAX_VALUE), in.readBytes());
    }

    private static Message readMessage(int kind, BytesReader in) {
        if (kind < PRE_VOTE || kind > CONTRADICTED) {
            throw new MalformedBytesException("unknown kind of message: " + kind);
        }
        long term = readNatural(in);
        return switch (kind) {
            case PRE_VOTE -> new Message.PreVote(term, readId(in));
            case PRE_VOTE_REPLY -> new Message.PreVoteReply(term, in.readBoolean());
            case VOTE -> new Message.Vote(term, readId(in), in.readBoolean());
            case VOTE_REPLY -> new Message.VoteReply(term, in.readBoolean(), in.readBoolean());
            case APPEND -> readAppend(term, in);
            case APPEND_ACCEPTED ->
                new Message.AppendAccepted(term, in.readVarLong(), in.readVarLong(), readNatural(in), in.readBoolean());
            case APPEND_REJECTED -> new Message.AppendRejected(term, in.readVarLong(), in.readVarLong(), readId(in));
            case READ_INDEX -> new Message.ReadIndex(term, in.readVarLong());
            case READ_INDEX_REPLY -> new Message.ReadIndexReply(term, in.readVarLong(), readNatural(in) - 1);
            case SNAPSHOT_OFFER -> new Message.SnapshotOffer(term, in.readVarLong(), in.readVarLong(), readMeta(in));
            case SNAPSHOT_REPLY -> new Message.SnapshotReply(term, in.readVarLong(), in.readVarLong(), readId(in));
            case ECHO -> new Message.Echo(term, in.readVarLong(), in.readVarLong());
            case SUPERSEDED -> new Message.Superseded(term);
            case CONTRADICTED -> new Message.Contradicted(term, readId(in));
            case TIMEOUT_NOW -> new Message.TimeoutNow(term);
            case FORGOTTEN -> new Message.Forgotten(term, in.readVarLong(), readNatural(in));
            default -> throw new MalformedBytesException("unknown kind of message: " + kind);
        };
    }

    private static Message readAppend(long term, BytesReader in) {
        long exchange = in.readVarLong();
        long round = in.readVarLong();
        EntryId prev = readId(in);
        long commitIndex = readNatural(in);
        long promiseNanos = readNatural(in);
        if (promiseNanos > Message.MAX_PROMISE_NANOS) {
            throw new MalformedBytesException("a promise of " + promiseNanos + " ns is asked for");
        }
        int count = in.readVarInt(Math.min(MAX_ENTRIES, in.remaining() / SMALLEST_ENTRY_BYTES));
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Entry entry = Entry.readFrom(in);
            requireReachable(entry.term());
            requireReachable(entry.timeMillis());
            // Compared without adding to prev, whose index may be near the largest number.
            if (entry.index() - prev.index() != i + 1) {
                throw new MalformedBytesException(
                        "entry " + entry.index() + " does not follow " + prev.index() + " at place " + i);
            }
            entries.add(entry);
        }
        return new Message.Append(term, exchange, round, prev, commitIndex, entries, promiseNanos);
    }

    private static EntryId readId(BytesReader in) {
        return new EntryId(readNatural(in), readNatural(in));
    }

    private static SnapshotMeta readMeta(BytesReader in) {
        SnapshotMeta meta = SnapshotMeta.readFrom(in);
        requireReachable(meta.index());
        requireReachable(meta.last().term());
        requireReachable(meta.timeMillis());
        requireReachable(meta.configuration().index());
        return meta;
    }

    /** Reads a term, an index, or another number with the same limit. */
    private static long readNatural(BytesReader in) {
        long value = in.readVarLong();
        requireReachable(value);
        return value;
    }

    private static void requireReachable(long value) {
        if (value < 0 || value >= EntryId.LIMIT) {
            throw new MalformedBytesException("a number that no cluster reaches: " + Long.toUnsignedString(value));
        }
    }
}
