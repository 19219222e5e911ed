package io.dengine.kv.store;

import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The maximum sizes of a command, and the rules that it must keep whatever the store holds.
 *
 * <p>A node checks what clients send with limits of its own choice; the store checks what it applies with
 * {@link #CEILING}, which is the same everywhere.
 *
 * @param maxKeyBytes from 0
 * @param maxValueBytes from 0
 * @param maxOperations the maximum number of conditions of a transaction, and of operations of each branch
 */
public record Limits(int maxKeyBytes, int maxValueBytes, int maxOperations) {
    /**
     * The limits that no command may exceed on any node. Part of the state machine: changing it changes what a log
     * means.
     */
    public static final Limits CEILING = new Limits(64 << 10, 64 << 20, 4096);

    /** The limits of what a node accepts from clients by default. */
    public static final Limits STANDARD = new Limits(64 << 10, 4 << 20, 128);

    /** Room in a command for what accompanies the longest value: the longest key, and the bytes of the encoding. */
    public static final int BESIDE_VALUE_BYTES = STANDARD.maxKeyBytes + 1024;

    /**
     * Returns the limits of a node that accepts commands of at most {@code maxCommandBytes}, which its engine checks in
     * addition. A value within the returned limit fits into a command, whatever its key is.
     */
    public static Limits withinCommandsOf(int maxCommandBytes) {
        int value = maxCommandBytes > 2 * BESIDE_VALUE_BYTES ? maxCommandBytes - BESIDE_VALUE_BYTES : maxCommandBytes;
        return new Limits(Math.min(STANDARD.maxKeyBytes, maxCommandBytes), value, STANDARD.maxOperations);
    }

    /** The longest TTL, for leases and sessions: a hundred years, in milliseconds. */
    public static final long MAX_TTL_MILLIS = 100L * 365 * 24 * 3600 * 1000;

    /** The first lease id that the store chooses; lease ids that clients choose are below it. */
    public static final long FIRST_CHOSEN_LEASE_ID = 1L << 62;

    /**
     * Returns the reason why {@code command} is not permitted, as a sentence for its sender, or null if it is
     * permitted.
     */
    public @Nullable String problemWith(Command command) {
        return switch (command) {
            case Command.Put put -> problemWithPut(put.key(), put.value(), put.ttlMillis(), put.leaseId());
            case Command.Delete delete -> problemWithKey(delete.key());
            case Command.DeleteRange range -> problemWithRange(range.first(), range.endExclusive());
            case Command.CompareAndSwap swap -> problemWithSwap(swap);
            case Command.Transaction transaction -> problemWithTransaction(transaction);
            case Command.LeaseGrant grant -> problemWithGrant(grant);
            case Command.LeaseKeepAlive keepAlive -> problemWithNumber("lease id", keepAlive.leaseId(), 1);
            case Command.LeaseRevoke revoke -> problemWithNumber("lease id", revoke.leaseId(), 1);
            case Command.Expire expire -> problemWithNumber("grace", expire.graceMillis(), 0);
            case Command.SetQuotas quotas -> problemWithQuotas(quotas);
            case Command.Compact compact -> problemWithNumber("revision", compact.revision(), 1);
            case Command.SessionOpen open -> problemWithTtl(open.ttlMillis(), 1);
            case Command.SessionKeepAlive keepAlive -> problemWithNumber("session id", keepAlive.sessionId(), 1);
            case Command.SessionClose close -> problemWithNumber("session id", close.sessionId(), 1);
            case Command.WithSession within -> problemWithSession(within);
        };
    }

    private @Nullable String problemWithPut(Bytes key, Bytes value, long ttlMillis, long leaseId) {
        if (ttlMillis != 0 && leaseId != 0) {
            return "a put takes a TTL or a lease, not both";
        }
        if (leaseId < 0) {
            return "a lease id must be positive but is " + leaseId;
        }
        return first(problemWithKey(key), first(problemWithValue(value), problemWithTtl(ttlMillis, 0)));
    }

    private @Nullable String problemWithSwap(Command.CompareAndSwap swap) {
        Bytes expected = swap.expected();
        return first(
                problemWithKey(swap.key()),
                first(problemWithValue(swap.value()), expected == null ? null : problemWithValue(expected)));
    }

    private @Nullable String problemWithTransaction(Command.Transaction transaction) {
        if (transaction.compares().size() > maxOperations) {
            return "a transaction may have " + maxOperations + " conditions but has "
                    + transaction.compares().size();
        }
        for (Compare compare : transaction.compares()) {
            String problem = first(problemWithKey(compare.key()), problemWithValue(compare.value()));
            if (problem != null) {
                return problem;
            }
        }
        return first(problemWithBranch(transaction.thenOperations()), problemWithBranch(transaction.elseOperations()));
    }

    private @Nullable String problemWithBranch(List<Operation> operations) {
        if (operations.size() > maxOperations) {
            return "a branch of a transaction may have " + maxOperations + " steps but has " + operations.size();
        }
        Set<Bytes> putKeys = new HashSet<>();
        for (Operation operation : operations) {
            String problem = problemWithOperation(operation);
            if (problem != null) {
                return problem;
            }
            if (operation instanceof Operation.Put put && !putKeys.add(put.key())) {
                return "a branch of a transaction may put a key only once: " + put.key();
            }
        }
        return problemWithDeletes(operations, putKeys);
    }

    /**
     * A key may change once per revision, because watchers would otherwise see two states of it at the same revision.
     */
    private static @Nullable String problemWithDeletes(List<Operation> operations, Set<Bytes> putKeys) {
        for (Operation operation : operations) {
            KeyRange deleted = deletedBy(operation);
            if (deleted == null) {
                continue;
            }
            for (Bytes key : putKeys) {
                if (deleted.contains(key)) {
                    return "a branch of a transaction may not both put and delete a key: " + key;
                }
            }
        }
        return null;
    }

    private static @Nullable KeyRange deletedBy(Operation operation) {
        return switch (operation) {
            case Operation.Delete delete -> KeyRange.single(delete.key());
            case Operation.DeleteRange range -> new KeyRange(range.first(), range.endExclusive());
            case Operation.Put put -> null;
            case Operation.Get get -> null;
            case Operation.GetRange range -> null;
        };
    }

    private @Nullable String problemWithOperation(Operation operation) {
        return switch (operation) {
            case Operation.Put put -> problemWithPut(put.key(), put.value(), put.ttlMillis(), put.leaseId());
            case Operation.Delete delete -> problemWithKey(delete.key());
            case Operation.DeleteRange range -> problemWithRange(range.first(), range.endExclusive());
            case Operation.Get get -> problemWithKey(get.key());
            case Operation.GetRange range ->
                first(
                        problemWithRange(range.first(), range.endExclusive()),
                        problemWithNumber("limit", range.limit(), 1));
        };
    }

    private static @Nullable String problemWithGrant(Command.LeaseGrant grant) {
        if (grant.leaseId() < 0 || grant.leaseId() >= FIRST_CHOSEN_LEASE_ID) {
            return "a lease id must be 0, for a new one, or up to 2^62 - 1, but is " + grant.leaseId();
        }
        return problemWithTtl(grant.ttlMillis(), 1);
    }

    private @Nullable String problemWithSession(Command.WithSession within) {
        if (within.acknowledgedUpTo() < 0) {
            return "the acknowledged sequence must be 0 or more but is " + within.acknowledgedUpTo();
        }
        return first(
                first(
                        problemWithNumber("session id", within.sessionId(), 1),
                        problemWithNumber("sequence", within.sequence(), 1)),
                mayRunInSession(within.command())
                        ? problemWith(within.command())
                        : "a command about sessions cannot be sent within one");
    }

    private static boolean mayRunInSession(Command command) {
        return switch (command) {
            case Command.SessionOpen open -> false;
            case Command.SessionKeepAlive keepAlive -> false;
            case Command.SessionClose close -> false;
            case Command.WithSession within -> false;
            case Command.Expire expire -> false;
            case Command.SetQuotas quotas -> false;
            case Command.Put put -> true;
            case Command.Delete delete -> true;
            case Command.DeleteRange range -> true;
            case Command.CompareAndSwap swap -> true;
            case Command.Transaction transaction -> true;
            case Command.LeaseGrant grant -> true;
            case Command.LeaseKeepAlive keepAlive -> true;
            case Command.LeaseRevoke revoke -> true;
            case Command.Compact compact -> true;
        };
    }

    private @Nullable String problemWithRange(Bytes firstKey, Bytes endExclusive) {
        // The end of a single-key range is one byte longer than the key.
        return first(
                problemWithKey(firstKey),
                endExclusive.length() <= maxKeyBytes + 1 ? null : problemWithKey(endExclusive));
    }

    private @Nullable String problemWithKey(Bytes key) {
        return key.length() <= maxKeyBytes ? null : "a key may have " + maxKeyBytes + " bytes but has " + key.length();
    }

    private @Nullable String problemWithValue(Bytes value) {
        return value.length() <= maxValueBytes
                ? null
                : "a value may have " + maxValueBytes + " bytes but has " + value.length();
    }

    private static @Nullable String problemWithQuotas(Command.SetQuotas quotas) {
        long least = Math.min(
                Math.min(quotas.maxSessions(), quotas.maxSessionsOfOwner()),
                Math.min(quotas.maxReplyBytes(), Math.min(quotas.maxLeases(), quotas.maxLeasesOfOwner())));
        return problemWithNumber("smallest quota", least, 1);
    }

    private static @Nullable String problemWithTtl(long ttlMillis, long minimum) {
        return ttlMillis >= minimum && ttlMillis <= MAX_TTL_MILLIS
                ? null
                : "a TTL must be between " + minimum + " and " + MAX_TTL_MILLIS + " ms but is " + ttlMillis;
    }

    private static @Nullable String problemWithNumber(String name, long value, long minimum) {
        return value >= minimum ? null : "the " + name + " must be at least " + minimum + " but is " + value;
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : other;
    }
}
