package io.dengine.kv;

import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.Operation;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.RangeQuery.Order;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.kv.store.DrawnIds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Commands over so few keys, leases and sessions that they meet all the time. */
public final class CommandGenerator {
    private final SplittableRandom random;

    public CommandGenerator(SplittableRandom random) {
        this.random = random;
    }

    public Command any(long revision, List<Long> sessions) {
        return switch (random.nextInt(24)) {
            case 0 -> new Command.SessionOpen(1 + random.nextInt(500));
            case 1 -> new Command.SessionKeepAlive(session(sessions));
            case 2 -> random.nextInt(4) == 0 ? new Command.SessionClose(session(sessions)) : delete();
            case 3, 4, 5, 6 ->
                new Command.WithSession(session(sessions), 1 + random.nextInt(30), random.nextInt(8), plain(revision));
            case 7 -> expire(sessions);
            default -> plain(revision);
        };
    }

    private Command delete() {
        return new Command.Delete(key());
    }

    private Command plain(long revision) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> new Command.Put(key(), value());
            case 5, 6 -> new Command.Put(key(), value(), 1 + random.nextInt(300), 0);
            case 7 -> new Command.Put(key(), value(), 0, lease());
            case 8, 9 -> delete();
            case 10 -> {
                KeyRange range = range();
                yield new Command.DeleteRange(range.first(), range.endExclusive());
            }
            case 11, 12 -> new Command.CompareAndSwap(key(), expected(), value());
            case 13 -> new Command.LeaseGrant(random.nextInt(4), 1 + random.nextInt(500));
            case 14 -> new Command.LeaseKeepAlive(lease());
            case 15 -> random.nextInt(3) == 0 ? new Command.LeaseRevoke(lease()) : delete();
            case 16 -> new Command.Compact(1 + random.nextLong(revision + 3));
            default -> transaction(revision);
        };
    }

    public Command.Transaction transaction(long revision) {
        List<Compare> compares = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            compares.add(compare(revision));
        }
        return new Command.Transaction(compares, branch(), branch());
    }

    private List<Operation> branch() {
        List<Operation> operations = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            operations.add(operation());
        }
        return operations;
    }

    private Operation operation() {
        KeyRange range = range();
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Operation.Put(key(), value());
            case 3 ->
                random.nextBoolean()
                        ? new Operation.Put(key(), value(), 1 + random.nextInt(300), 0)
                        : new Operation.Put(key(), value(), 0, lease());
            case 4 -> new Operation.Delete(key());
            case 5 -> new Operation.DeleteRange(range.first(), range.endExclusive());
            case 6 -> new Operation.Get(key());
            default -> new Operation.GetRange(range.first(), range.endExclusive(), 1 + random.nextInt(4));
        };
    }

    private Compare compare(long revision) {
        Compare.Target target = Compare.Target.values()[random.nextInt(5)];
        Compare.Operator operator = Compare.Operator.values()[random.nextInt(4)];
        return target == Compare.Target.VALUE
                ? Compare.value(key(), operator, value())
                : Compare.number(
                        key(),
                        target,
                        operator,
                        random.nextBoolean() ? random.nextInt(3) : random.nextLong(revision + 1));
    }

    private Command expire(List<Long> sessions) {
        List<Command.Expiry> leases = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            leases.add(new Command.Expiry(lease(), 1 + random.nextInt(3)));
        }
        List<Command.Expiry> over = List.of(new Command.Expiry(session(sessions), 1 + random.nextInt(6)));
        return new Command.Expire(random.nextInt(100), leases, over);
    }

    /** A read of some range, in one of the ways there are. */
    public RangeQuery query() {
        KeyRange range = switch (random.nextInt(4)) {
            case 0 -> KeyRange.ALL;
            case 1 -> new KeyRange(key(), Bytes.EMPTY);
            case 2 -> new KeyRange(key(), key());
            default -> range();
        };
        return new RangeQuery(
                range,
                random.nextInt(3) == 0 ? RangeQuery.NO_LIMIT : 1 + random.nextInt(5),
                Order.values()[random.nextInt(Order.values().length)],
                Content.values()[random.nextInt(Content.values().length)]);
    }

    /** How long an answer to it may be. */
    public long maxBytes() {
        return random.nextInt(2) == 0 ? Long.MAX_VALUE : random.nextInt(500);
    }

    public Bytes key() {
        return Bytes.utf8(
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> "a";
                    case 2 -> "a/" + (char) ('a' + random.nextInt(5));
                    default -> "b" + random.nextInt(3);
                });
    }

    private KeyRange range() {
        return switch (random.nextInt(3)) {
            case 0 -> KeyRange.prefix(key());
            case 1 -> new KeyRange(key(), key());
            default -> KeyRange.single(key());
        };
    }

    private Bytes value() {
        return Bytes.utf8(String.valueOf(random.nextInt(4)));
    }

    private @Nullable Bytes expected() {
        return random.nextInt(3) == 0 ? null : value();
    }

    private long lease() {
        return random.nextInt(3) == 0 ? DrawnIds.lease(0, 1 + random.nextInt(40)) : 1 + random.nextInt(3);
    }

    private long session(List<Long> sessions) {
        return sessions.isEmpty() || random.nextInt(10) == 0
                ? 1 + random.nextInt(50)
                : sessions.get(sessions.size() - 1 - random.nextInt(Math.min(3, sessions.size())));
    }
}
