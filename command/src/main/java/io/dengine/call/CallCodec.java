package io.dengine.call;

import io.dengine.api.ClusterView;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.MemberView;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.Command;
import io.dengine.command.KeyValueCodec;
import java.util.ArrayList;
import java.util.List;

/** The encoding of calls and answers. A tag is never reused for another type. */
final class CallCodec {
    static final int WRITE = 1;
    static final int READ_KEYS = 2;
    static final int READ_RANGE = 3;
    static final int READ_LEASE = 4;

    static final int WROTE = 1;
    static final int FOUND = 2;
    static final int LEASE_FOUND = 3;
    static final int FAILED = 4;

    private static final ReadLevel[] LEVELS = ReadLevel.values();
    private static final RangeQuery.Order[] ORDERS = RangeQuery.Order.values();
    private static final RangeQuery.Content[] CONTENTS = RangeQuery.Content.values();
    private static final Problem[] PROBLEMS = Problem.values();
    private static final MemberView.Role[] ROLES = MemberView.Role.values();

    private CallCodec() {}

    static Call readCall(BytesReader reader) {
        int tag = reader.readByte();
        return switch (tag) {
            case WRITE -> {
                Bytes encoded = reader.readBytes();
                yield new Call.Write(Command.decode(encoded), encoded);
            }
            case READ_KEYS -> {
                ReadOptions options = readOptions(reader);
                yield new Call.ReadKeys(readKeys(reader), options);
            }
            case READ_RANGE -> {
                ReadOptions options = readOptions(reader);
                yield new Call.ReadRange(readQuery(reader), options);
            }
            case READ_LEASE -> new Call.ReadLease(reader.readVarLong());
            default -> throw new MalformedBytesException("unknown call " + tag);
        };
    }

    static Answer readAnswer(BytesReader reader) {
        int tag = reader.readByte();
        return switch (tag) {
            case WROTE -> Answer.Wrote.decode(reader.readBytes());
            case FOUND -> new Answer.Found(readRows(reader));
            case LEASE_FOUND -> new Answer.LeaseFound(reader.readVarLong(), reader.readVarLong(), reader.readVarLong());
            case FAILED -> new Answer.Failed(readProblem(reader.readByte()), reader.readString(), reader.readVarLong());
            default -> throw new MalformedBytesException("unknown answer " + tag);
        };
    }

    private static Problem readProblem(int number) {
        Problem problem = constant(PROBLEMS, number);
        if (!problem.isEncoded()) {
            throw new MalformedBytesException("unknown constant " + number);
        }
        return problem;
    }

    static void writeReadKeys(BytesWriter writer, Call.ReadKeys read) {
        writer.writeByte(READ_KEYS);
        writeOptions(writer, read.options());
        writer.writeVarLong(read.keys().size());
        for (Bytes key : read.keys()) {
            writer.writeBytes(key);
        }
    }

    private static List<Bytes> readKeys(BytesReader reader) {
        int count = reader.readVarInt(reader.remaining());
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(reader.readBytes());
        }
        return keys;
    }

    static void writeReadRange(BytesWriter writer, Call.ReadRange read) {
        RangeQuery query = read.query();
        writer.writeByte(READ_RANGE);
        writeOptions(writer, read.options());
        writer.writeBytes(query.range().first())
                .writeBytes(query.range().endExclusive())
                .writeVarLong(query.limit())
                .writeByte(query.order().ordinal())
                .writeByte(query.content().ordinal());
    }

    private static RangeQuery readQuery(BytesReader reader) {
        KeyRange range = new KeyRange(reader.readBytes(), reader.readBytes());
        int limit = reader.readVarInt(Integer.MAX_VALUE);
        if (limit < 1) {
            throw new MalformedBytesException("a range without rows");
        }
        return new RangeQuery(range, limit, constant(ORDERS, reader.readByte()), constant(CONTENTS, reader.readByte()));
    }

    private static void writeOptions(BytesWriter writer, ReadOptions options) {
        writer.writeByte(options.level().ordinal())
                .writeVarLong(options.minRevision())
                .writeVarLong(options.atRevision())
                .writeLong(options.incarnation());
    }

    private static ReadOptions readOptions(BytesReader reader) {
        return new ReadOptions(
                constant(LEVELS, reader.readByte()), readPositive(reader), readPositive(reader), reader.readLong());
    }

    static void writeFound(BytesWriter writer, Answer.Found found) {
        writeFoundHead(writer, found.rows(), found.rows().rows().size());
        for (KeyValue row : found.rows().rows()) {
            KeyValueCodec.write(row, writer);
        }
    }

    /** Appends what precedes the rows of a {@link #FOUND}. */
    static void writeFoundHead(BytesWriter writer, Rows rows, int rowCount) {
        writer.writeByte(FOUND)
                .writeVarLong(rows.revision())
                .writeBoolean(rows.more())
                .writeVarLong(rows.count())
                .writeLong(rows.incarnation())
                .writeVarLong(rowCount);
    }

    private static Rows readRows(BytesReader reader) {
        long revision = reader.readVarLong();
        boolean more = reader.readBoolean();
        long count = reader.readVarLong();
        long incarnation = reader.readLong();
        int size = reader.readVarInt(reader.remaining());
        List<KeyValue> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            rows.add(KeyValueCodec.read(reader));
        }
        return new Rows(rows, revision, more, count, incarnation);
    }

    static void writeCluster(BytesWriter writer, ClusterView view) {
        writer.writeString(view.clusterId())
                .writeVarLong(view.term())
                .writeVarLong(view.leaderId())
                .writeVarLong(view.configurationIndex())
                .writeLong(view.incarnation())
                .writeVarLong(view.members().size());
        for (MemberView member : view.members()) {
            writer.writeVarLong(member.id())
                    .writeString(member.address())
                    .writeByte(member.role().ordinal());
        }
    }

    static ClusterView readCluster(BytesReader reader) {
        String clusterId = reader.readString();
        long term = reader.readVarLong();
        int leaderId = reader.readVarInt(Integer.MAX_VALUE);
        long configurationIndex = reader.readVarLong();
        long incarnation = reader.readLong();
        int count = reader.readVarInt(reader.remaining());
        List<MemberView> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new MemberView(
                    reader.readVarInt(Integer.MAX_VALUE), reader.readString(), constant(ROLES, reader.readByte())));
        }
        return new ClusterView(clusterId, term, leaderId, members, configurationIndex, incarnation);
    }

    /** Reads a number that must not be negative. */
    static long readPositive(BytesReader reader) {
        long number = reader.readVarLong();
        if (number < 0) {
            throw new MalformedBytesException("a negative revision " + number);
        }
        return number;
    }

    static <E> E constant(E[] constants, int ordinal) {
        if (ordinal >= constants.length) {
            throw new MalformedBytesException("unknown constant " + ordinal);
        }
        return constants[ordinal];
    }
}
