package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.Compare;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.Transaction;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A barrier at which parties start together and finish together: {@code enter} waits until the required number of
 * parties is present, {@code leave} waits until all of them have left.
 *
 * <pre>{@code
 *   try (Party party = DoubleBarrier.of(client, "load", 3).enter()) {
 *       ...
 *       party.leave();
 *   }
 * }</pre>
 *
 * <p>Parties that enter together form a round, and rounds do not overlap: a party that arrives while a round is running
 * waits for the next one. A party that dies counts as having left after at most one TTL. All parties must use the same
 * number. The keys begin with the name and {@code /.doublebarrier/}: one key for each party, and one that lists the
 * parties of the running round. Thread-safe.
 */
public final class DoubleBarrier {
    /** The maximum number of parties. A round starts in one transaction with one condition for each party. */
    public static final int MOST_PARTIES = 100;

    private final Session session;
    private final AsyncClient client;
    private final Line line;
    private final Bytes roundKey;
    private final int parties;

    private DoubleBarrier(Session session, String name, int parties) {
        if (parties < 1 || parties > MOST_PARTIES) {
            throw new IllegalArgumentException(
                    "a double barrier is for 1 to " + MOST_PARTIES + " parties, not for " + parties);
        }
        String prefix = Names.prefix(name, "doublebarrier");
        this.session = session;
        this.client = session.client();
        this.line = new Line(client, prefix);
        this.roundKey = Bytes.utf8(prefix + "round");
        this.parties = parties;
    }

    /** Returns the barrier of this name for 1 to {@link #MOST_PARTIES} parties, in a session of its own. */
    public static DoubleBarrier of(Client client, String name, int parties) {
        return of(Session.open(client), name, parties);
    }

    /** Returns the barrier of this name for 1 to {@link #MOST_PARTIES} parties, in {@code session}. */
    public static DoubleBarrier of(Session session, String name, int parties) {
        return new DoubleBarrier(session, name, parties);
    }

    /**
     * Waits until all parties are present. Throws the exceptions of {@link Lock#acquire}. If the caller is interrupted
     * at the moment when the round starts, its party enters the round and leaves it at once.
     */
    public Party enter() throws InterruptedException {
        return Waiting.on(turn().take());
    }

    /**
     * Waits until all parties are present, at most {@code timeout}; longer if the cluster is unavailable and the party
     * cannot withdraw. Throws the exceptions of {@link Lock#tryAcquire(Duration)}.
     *
     * @return empty if the other parties did not arrive in that time; no round includes this party then
     */
    public Optional<Party> enter(Duration timeout) throws InterruptedException {
        return Waiting.on(turn().take(timeout));
    }

    /** Asynchronous variant of {@link #enter()}. Cancelling the future withdraws the party. */
    public CompletableFuture<Party> enterAsync() {
        return turn().on(Waiting.APART).take();
    }

    private Turn<Party> turn() {
        return new Turn<>(session, new RoundGate(), grip -> new Party(this, grip));
    }

    /**
     * The state of the barrier at one revision.
     *
     * @param round null if no round is running
     */
    private record View(
            Rows rows, List<KeyValue> present, @Nullable KeyValue round) {
        long revision() {
            return rows.revision();
        }

        Set<Long> tokens() {
            Set<Long> tokens = new HashSet<>();
            for (KeyValue row : present) {
                tokens.add(row.createRevision());
            }
            return tokens;
        }

        /** Returns true if no party of {@code listed} is present any more. */
        boolean isOver(KeyValue listed) {
            Set<Long> tokens = tokens();
            return membersOf(listed).stream().noneMatch(tokens::contains);
        }
    }

    private static Set<Long> membersOf(KeyValue round) {
        Set<Long> members = new HashSet<>();
        for (String token : round.valueText().split(" ")) {
            members.add(Long.valueOf(token));
        }
        return members;
    }

    private CompletableFuture<View> view(ReadOptions options) {
        return client.scan(RangeQuery.of(line.range()), options).thenApply(this::view);
    }

    private View view(Rows rows) {
        KeyValue round = null;
        for (KeyValue row : rows.rows()) {
            round = row.key().equals(roundKey) ? row : round;
        }
        return new View(rows, line.inOrder(rows.rows()), round);
    }

    private static Compare isStill(KeyValue row) {
        return Compare.number(row.key(), Compare.Target.CREATE_REVISION, Compare.Operator.EQUAL, row.createRevision());
    }

    /** Ends the round. Any client that sees that all parties have left does this. */
    private CompletableFuture<Long> end(KeyValue round) {
        return client.transact(Transaction.when(isStill(round)).then(new Operation.Delete(roundKey)))
                .thenApply(result -> result.revision());
    }

    /** Checks whether all parties of {@code round} have left. */
    CompletableFuture<Until.Sight<Boolean>> lookForEnd(long round) {
        return view(ReadOptions.LINEARIZABLE).thenCompose(seen -> {
            KeyValue listed = seen.round();
            if (listed == null || listed.createRevision() != round) {
                return CompletableFuture.completedFuture(new Until.Sight.Enough<>(true));
            }
            if (seen.isOver(listed)) {
                return end(listed).thenApply(revision -> new Until.Sight.Enough<>(true));
            }
            return CompletableFuture.completedFuture(
                    new Until.Sight.NotYet<>(Change.removal(line.range(), seen.rows())));
        });
    }

    /** A gate that lets a round pass once it is complete and the previous round has ended. */
    private final class RoundGate implements Gate {
        @Override
        public OwnedKey newKey(Session.Stay stay) {
            return line.newKey(stay, Bytes.EMPTY);
        }

        @Override
        public CompletableFuture<Boolean> isOpen() {
            return view(ReadOptions.LINEARIZABLE)
                    .thenApply(seen -> seen.round() == null && seen.present().size() + 1 >= parties);
        }

        @Override
        public CompletableFuture<Until.Sight<Optional<Pass>>> look(OwnedKey own, Tenure tenure) {
            return look(own, tenure, own.token());
        }

        private CompletableFuture<Until.Sight<Optional<Pass>>> look(OwnedKey own, Tenure tenure, long atLeast) {
            return view(ReadOptions.EVENTUAL.notBefore(atLeast)).thenCompose(seen -> {
                tenure.saw(seen.revision());
                CompletableFuture<Long> step = step(seen);
                return step == null
                        ? CompletableFuture.completedFuture(sight(seen, own))
                        : step.thenCompose(revision -> look(own, tenure, Math.max(atLeast, revision)));
            });
        }

        /**
         * Returns the step that must happen before any party can continue, or null if there is none. Any client that
         * sees the need takes the step.
         */
        private @Nullable CompletableFuture<Long> step(View seen) {
            KeyValue round = seen.round();
            if (round != null) {
                return seen.isOver(round) ? end(round) : null;
            }
            return seen.present().size() < parties ? null : begin(seen.present().subList(0, parties));
        }

        /**
         * Starts a round. All parties must still be present in that transaction: a party that has withdrawn does not
         * count.
         */
        private CompletableFuture<Long> begin(List<KeyValue> complete) {
            List<Compare> conditions = new ArrayList<>(List.of(Compare.absent(roundKey)));
            List<String> tokens = new ArrayList<>();
            for (KeyValue party : complete) {
                conditions.add(isStill(party));
                tokens.add(Long.toString(party.createRevision()));
            }
            Transaction beginning = Transaction.when(conditions.toArray(new Compare[0]))
                    .then(new Operation.Put(roundKey, Bytes.utf8(String.join(" ", tokens))));
            return client.transact(beginning).thenApply(result -> result.revision());
        }

        private Until.Sight<Optional<Pass>> sight(View seen, OwnedKey own) {
            KeyValue round = seen.round();
            if (!seen.tokens().contains(own.token())) {
                return new Until.Sight.Enough<>(Optional.empty());
            }
            return round != null && membersOf(round).contains(own.token())
                    ? new Until.Sight.Enough<>(Optional.of(new Pass(seen.revision(), round.createRevision())))
                    : new Until.Sight.NotYet<>(Change.of(line.range(), seen.rows()));
        }

        /** Returns false if a round includes this party. */
        @Override
        public CompletableFuture<Boolean> mayWithdraw(OwnedKey own) {
            Transaction leaving = Transaction.when(Compare.absent(roundKey))
                    .then(new Operation.Delete(own.key()))
                    .otherwise(new Operation.Get(roundKey));
            return own.settled()
                    .thenCompose(nothing -> client.transact(leaving))
                    .thenCompose(result -> result.succeeded()
                            ? CompletableFuture.completedFuture(true)
                            : mayWithdrawFrom(result.results().get(0).rows().get(0), own));
        }

        private CompletableFuture<Boolean> mayWithdrawFrom(KeyValue round, OwnedKey own) {
            if (membersOf(round).contains(own.token())) {
                return CompletableFuture.completedFuture(false);
            }
            return client.transact(Transaction.when(isStill(round)).then(new Operation.Delete(own.key())))
                    .thenCompose(
                            result -> result.succeeded() ? CompletableFuture.completedFuture(true) : mayWithdraw(own));
        }
    }
}
