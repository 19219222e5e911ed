package io.dengine.command;

import io.dengine.api.Compare;
import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;

/** The encoding of {@link Command}: a tag, then the fields. A tag is never reused for another type. */
final class CommandCodec {
    static final int PUT = 1;
    static final int DELETE = 2;
    static final int DELETE_RANGE = 3;
    private static final int COMPARE_AND_SWAP = 4;
    private static final int TRANSACTION = 5;
    static final int LEASE_GRANT = 6;
    static final int LEASE_KEEP_ALIVE = 7;
    static final int LEASE_REVOKE = 8;
    private static final int EXPIRE = 9;
    static final int COMPACT = 10;
    static final int SESSION_OPEN = 11;
    static final int SESSION_KEEP_ALIVE = 12;
    static final int SESSION_CLOSE = 13;
    private static final int WITH_SESSION = 14;
    static final int SET_QUOTAS = 17;

    private static final Compare.Target[] TARGETS = Compare.Target.values();
    private static final Compare.Operator[] OPERATORS = Compare.Operator.values();

    private static final int GET = 15;
    private static final int GET_RANGE = 16;

    /** Room for all fields of a command beside its keys and values. */
    private static final int FIELDS_BYTES = 64;

    private CommandCodec() {}

    static Bytes encode(Command command) {
        BytesWriter writer = new BytesWriter(FIELDS_BYTES + payloadBytes(command));
        command.writeTo(writer);
        return writer.intoBytes();
    }

    /** Returns the size of what most commands mostly consist of, so that their buffer need not grow. */
    private static int payloadBytes(Command command) {
        if (command instanceof Command.WithSession within) {
            return payloadBytes(within.command());
        }
        if (command instanceof Command.Put put) {
            return put.key().length() + put.value().length();
        }
        if (command instanceof Command.CompareAndSwap swap) {
            Bytes expected = swap.expected();
            return swap.key().length() + swap.value().length() + (expected == null ? 0 : expected.length());
        }
        return 0;
    }

    static Command decode(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        Command command = read(reader, true);
        reader.expectEnd();
        return command;
    }

    private static Command read(BytesReader reader, boolean sessionAllowed) {
        int tag = reader.readByte();
        return switch (tag) {
            case PUT ->
                new Command.Put(reader.readBytes(), reader.readBytes(), reader.readVarLong(), reader.readVarLong());
            case DELETE -> new Command.Delete(reader.readBytes());
            case DELETE_RANGE -> new Command.DeleteRange(reader.readBytes(), reader.readBytes());
            case COMPARE_AND_SWAP ->
                new Command.CompareAndSwap(
                        reader.readBytes(), reader.readBoolean() ? reader.readBytes() : null, reader.readBytes());
            case TRANSACTION ->
                new Command.Transaction(readCompares(reader), readOperations(reader), readOperations(reader));
            case LEASE_GRANT ->
                new Command.LeaseGrant(reader.readVarLong(), reader.readVarLong(), reader.readVarLong());
            case LEASE_KEEP_ALIVE -> new Command.LeaseKeepAlive(reader.readVarLong());
            case LEASE_REVOKE -> new Command.LeaseRevoke(reader.readVarLong());
            case EXPIRE -> new Command.Expire(reader.readVarLong(), readExpiries(reader), readExpiries(reader));
            case COMPACT -> new Command.Compact(reader.readVarLong());
            case SESSION_OPEN -> new Command.SessionOpen(reader.readVarLong(), reader.readVarLong());
            case SESSION_KEEP_ALIVE -> new Command.SessionKeepAlive(reader.readVarLong());
            case SESSION_CLOSE -> new Command.SessionClose(reader.readVarLong());
            case SET_QUOTAS ->
                new Command.SetQuotas(
                        reader.readVarInt(Integer.MAX_VALUE),
                        reader.readVarInt(Integer.MAX_VALUE),
                        reader.readVarLong(),
                        reader.readVarInt(Integer.MAX_VALUE),
                        reader.readVarInt(Integer.MAX_VALUE));
            case WITH_SESSION -> readWithSession(reader, sessionAllowed);
            default -> throw new MalformedBytesException("unknown command " + tag);
        };
    }

    static void writePut(BytesWriter writer, Bytes key, Bytes value, long ttlMillis, long leaseId) {
        writer.writeByte(PUT)
                .writeBytes(key)
                .writeBytes(value)
                .writeVarLong(ttlMillis)
                .writeVarLong(leaseId);
    }

    static void writeSwap(BytesWriter writer, Command.CompareAndSwap swap) {
        Bytes expected = swap.expected();
        writer.writeByte(COMPARE_AND_SWAP).writeBytes(swap.key()).writeBoolean(expected != null);
        if (expected != null) {
            writer.writeBytes(expected);
        }
        writer.writeBytes(swap.value());
    }

    static void writeTransaction(BytesWriter writer, Command.Transaction transaction) {
        writer.writeByte(TRANSACTION).writeVarLong(transaction.compares().size());
        for (Compare compare : transaction.compares()) {
            writer.writeBytes(compare.key())
                    .writeByte(compare.target().ordinal())
                    .writeByte(compare.operator().ordinal())
                    .writeVarLong(compare.number())
                    .writeBytes(compare.value());
        }
        writeOperations(writer, transaction.thenOperations());
        writeOperations(writer, transaction.elseOperations());
    }

    private static List<Compare> readCompares(BytesReader reader) {
        int count = readCount(reader);
        List<Compare> compares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes key = reader.readBytes();
            Compare.Target target = constant(TARGETS, reader.readByte());
            Compare.Operator operator = constant(OPERATORS, reader.readByte());
            compares.add(new Compare(key, target, operator, reader.readVarLong(), reader.readBytes()));
        }
        return compares;
    }

    private static void writeOperations(BytesWriter writer, List<Operation> operations) {
        writer.writeVarLong(operations.size());
        for (Operation operation : operations) {
            writeOperation(writer, operation);
        }
    }

    /** An if-chain, because the language level of clients has no switch over types. */
    private static void writeOperation(BytesWriter writer, Operation operation) {
        if (operation instanceof Operation.Put put) {
            writePut(writer, put.key(), put.value(), put.ttlMillis(), put.leaseId());
        } else if (operation instanceof Operation.Delete delete) {
            writer.writeByte(DELETE).writeBytes(delete.key());
        } else if (operation instanceof Operation.DeleteRange range) {
            writer.writeByte(DELETE_RANGE).writeBytes(range.first()).writeBytes(range.endExclusive());
        } else if (operation instanceof Operation.Get get) {
            writer.writeByte(GET).writeBytes(get.key());
        } else if (operation instanceof Operation.GetRange range) {
            writer.writeByte(GET_RANGE)
                    .writeBytes(range.first())
                    .writeBytes(range.endExclusive())
                    .writeVarLong(range.limit());
        } else {
            throw new IllegalArgumentException("unknown step " + operation);
        }
    }

    private static List<Operation> readOperations(BytesReader reader) {
        int count = readCount(reader);
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            operations.add(readOperation(reader));
        }
        return operations;
    }

    private static Operation readOperation(BytesReader reader) {
        int tag = reader.readByte();
        return switch (tag) {
            case PUT ->
                new Operation.Put(reader.readBytes(), reader.readBytes(), reader.readVarLong(), reader.readVarLong());
            case DELETE -> new Operation.Delete(reader.readBytes());
            case DELETE_RANGE -> new Operation.DeleteRange(reader.readBytes(), reader.readBytes());
            case GET -> new Operation.Get(reader.readBytes());
            case GET_RANGE ->
                new Operation.GetRange(reader.readBytes(), reader.readBytes(), reader.readVarInt(Integer.MAX_VALUE));
            default -> throw new MalformedBytesException("unknown step " + tag);
        };
    }

    static void writeExpire(BytesWriter writer, Command.Expire expire) {
        writer.writeByte(EXPIRE).writeVarLong(expire.graceMillis());
        writeExpiries(writer, expire.leases());
        writeExpiries(writer, expire.sessions());
    }

    private static void writeExpiries(BytesWriter writer, List<Command.Expiry> expiries) {
        writer.writeVarLong(expiries.size());
        for (Command.Expiry expiry : expiries) {
            writer.writeVarLong(expiry.id()).writeVarLong(expiry.generation());
        }
    }

    private static List<Command.Expiry> readExpiries(BytesReader reader) {
        int count = readCount(reader);
        List<Command.Expiry> expiries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expiries.add(new Command.Expiry(reader.readVarLong(), reader.readVarLong()));
        }
        return expiries;
    }

    static void writeWithSession(BytesWriter writer, Command.WithSession within) {
        writer.writeByte(WITH_SESSION)
                .writeVarLong(within.sessionId())
                .writeVarLong(within.sequence())
                .writeVarLong(within.acknowledgedUpTo());
        within.command().writeTo(writer);
    }

    /** Reads a command in a session. Rejects a session within a session before the nesting can exhaust the stack. */
    private static Command readWithSession(BytesReader reader, boolean sessionAllowed) {
        if (!sessionAllowed) {
            throw new MalformedBytesException("a session within a session");
        }
        return new Command.WithSession(
                reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), read(reader, false));
    }

    /** Reads a number of elements. Every element takes at least one byte, so the remaining bytes bound it. */
    static int readCount(BytesReader reader) {
        return reader.readVarInt(reader.remaining());
    }

    static <E> E constant(E[] constants, int ordinal) {
        if (ordinal >= constants.length) {
            throw new MalformedBytesException("unknown constant " + ordinal);
        }
        return constants[ordinal];
    }
}
