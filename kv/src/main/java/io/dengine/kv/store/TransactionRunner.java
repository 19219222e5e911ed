package io.dengine.kv.store;

import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.OperationResult;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executes transactions: conditions, then one branch, all or nothing. Owned by the apply thread. */
final class TransactionRunner {
    /** The maximum size of the rows of one range read. Part of the state machine, so the same on every node. */
    private static final RowCollector.SizeBound RANGE_BOUND = new RowCollector.SizeBound(1 << 20, 0);

    /**
     * The maximum size in bytes of the rows of all operations, unless the first rows alone exceed it: a reply has to
     * fit into a frame. Part of the state machine.
     */
    private static final long MAX_RESULT_BYTES = 32 << 20;

    private static final int BYTES_PER_ROW = 64;

    /** The revision at which the writer sees its own changes, which are newer than any published revision. */
    private static final long OWN_CHANGES = Long.MAX_VALUE;

    private final KvState state;
    private final KeyWriter writer;

    TransactionRunner(KvState state, KeyWriter writer) {
        this.state = state;
        this.writer = writer;
    }

    Reply run(Command.Transaction transaction) {
        boolean holds = true;
        for (Compare compare : transaction.compares()) {
            holds = holds && holds(compare);
        }
        List<Operation> branch = holds ? transaction.thenOperations() : transaction.elseOperations();
        long missingLease = missingLease(branch);
        if (missingLease != 0) {
            return CommandExecutor.leaseNotFound(state.revision, missingLease);
        }
        List<OperationResult> results = new ArrayList<>(branch.size());
        long room = MAX_RESULT_BYTES;
        for (Operation operation : branch) {
            OperationResult result = execute(operation);
            long bytes = bytesOf(result.rows());
            boolean fits = bytes <= room || room == MAX_RESULT_BYTES;
            results.add(fits ? result : new OperationResult(result.changedKeys(), List.of(), true));
            room -= fits ? bytes : 0;
        }
        return new Reply.Transacted(writer.revision(), holds, results);
    }

    private static long bytesOf(List<KeyValue> rows) {
        long bytes = 0;
        for (KeyValue row : rows) {
            bytes += BYTES_PER_ROW + row.key().length() + row.value().length();
        }
        return bytes;
    }

    /** Returns a lease that the branch needs and that does not exist, or 0. Checked before anything is changed. */
    private long missingLease(List<Operation> branch) {
        for (Operation operation : branch) {
            if (operation instanceof Operation.Put put
                    && put.leaseId() != 0
                    && writer.sharedLease(put.leaseId()) == null) {
                return put.leaseId();
            }
        }
        return 0;
    }

    private boolean holds(Compare compare) {
        KeyValue present = state.map.newest(compare.key());
        Compare.Operator operator = compare.operator();
        return switch (compare.target()) {
            case VALUE -> present != null && operator.accepts(present.value().compareTo(compare.value()));
            case CREATE_REVISION -> holds(operator, present == null ? 0 : present.createRevision(), compare.number());
            case MOD_REVISION -> holds(operator, present == null ? 0 : present.modRevision(), compare.number());
            case VERSION -> holds(operator, present == null ? 0 : present.version(), compare.number());
            case LEASE -> holds(operator, present == null ? 0 : present.leaseId(), compare.number());
        };
    }

    private static boolean holds(Compare.Operator operator, long present, long number) {
        return operator.accepts(Long.compare(present, number));
    }

    private OperationResult execute(Operation operation) {
        return switch (operation) {
            case Operation.Put put -> {
                KeyValue before = state.map.newest(put.key());
                writer.put(put.key(), put.value(), put.ttlMillis(), put.leaseId());
                yield new OperationResult(1, listOf(before), false);
            }
            case Operation.Delete delete -> {
                KeyValue before = writer.delete(delete.key());
                yield new OperationResult(before == null ? 0 : 1, listOf(before), false);
            }
            case Operation.DeleteRange range ->
                new OperationResult(
                        writer.deleteRange(new KeyRange(range.first(), range.endExclusive())), List.of(), false);
            case Operation.Get get -> new OperationResult(0, listOf(state.map.newest(get.key())), false);
            case Operation.GetRange range -> read(new KeyRange(range.first(), range.endExclusive()), range.limit());
        };
    }

    private OperationResult read(KeyRange range, int limit) {
        RangeQuery query = RangeQuery.of(range).limit(limit);
        Rows found = state.map.range(query, OWN_CHANGES, new RowCollector(query, RANGE_BOUND, new RowList()));
        return new OperationResult(0, found.rows(), found.more());
    }

    private static List<KeyValue> listOf(@Nullable KeyValue row) {
        return row == null ? List.of() : List.of(row);
    }

    /** Executes {@link Command.CompareAndSwap} without the cost of a transaction, because it is so common. */
    Reply swap(Command.CompareAndSwap swap) {
        KeyValue present = state.map.newest(swap.key());
        Bytes expected = swap.expected();
        boolean holds = present == null || expected == null
                ? present == null && expected == null
                : present.value().equals(expected);
        if (holds) {
            writer.replace(swap.key(), swap.value());
        }
        return new Reply.Written(writer.revision(), holds, holds ? 1 : 0);
    }
}
