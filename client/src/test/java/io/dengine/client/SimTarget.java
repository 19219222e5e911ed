package io.dengine.client;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.Problem;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.watch.WatchConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A cluster as a client meets it: one true store, a follower that lags, and a network and leaders that fail in every
 * way that a {@link Problem} can tell of, and in those that nobody tells of.
 */
final class SimTarget implements CallTarget {
    private static final ClusterView VIEW =
            new ClusterView("0".repeat(32), 1, 1, List.of(new MemberView(1, "localhost:1", MemberView.Role.VOTER)), 1);
    private static final long TICK_NANOS = 4 * SimWorld.MILLI;

    private static final double FASTEST_LOG = 1.01 / 0.99;

    /** The reason of every fault. */
    static final String WISH = "the simulation wants it so";

    private static final Problem[] REFUSALS = {
        Problem.UNAVAILABLE, Problem.OVERLOADED, Problem.NO_SPACE, Problem.STOPPED
    };

    private final SimWorld world;
    private final SimFaults faults;
    private final StoreNode truth;
    private final StoreNode follower;
    private final List<SimFeed> feeds = new ArrayList<>();
    private final List<Long> sessions = new ArrayList<>();
    private final Map<Long, Set<Long>> leasesByTtl = new TreeMap<>();
    private final Map<Long, Long> leaseEnds = new TreeMap<>();
    private final Set<Long> liveLeases = new TreeSet<>();
    private final Set<String> executed = new HashSet<>();
    private final double logRate;
    private int beginnings;
    private boolean isCalm;
    private boolean closed;

    SimTarget(SimWorld world, SimFaults faults) {
        this.world = world;
        this.faults = faults;
        this.logRate = world.happens(0.5) ? 1 : FASTEST_LOG;
        WatchConfig watches = new WatchConfig(faults.maxWatches(), 64, 1 << 20);
        KvConfig config = new KvConfig(faults.historyRevisions(), 1 << 20, 0, watches);
        this.truth = new StoreNode(config);
        this.follower = new StoreNode(config);
        tick();
    }

    StoreNode truth() {
        return truth;
    }

    /** The log's clock may be faster than the client's by as much as two clocks may differ, twice. */
    private long logMillis() {
        return (long) (world.now() / (double) SimWorld.MILLI * logRate);
    }

    /** From now on nothing fails. */
    void calm() {
        isCalm = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** How many leases were ever granted with a TTL. */
    int grantsOf(long ttlMillis) {
        return leasesByTtl.getOrDefault(ttlMillis, Set.of()).size();
    }

    /** When the store ended a lease, or the end of time. */
    long endOfLease(long leaseId) {
        return leaseEnds.getOrDefault(leaseId, Long.MAX_VALUE);
    }

    int openFeeds() {
        return feeds.size();
    }

    private boolean happens(double probability) {
        return !isCalm && world.happens(probability);
    }

    // ---- the cluster itself

    private void tick() {
        if (closed) {
            return;
        }
        truth.expire(logMillis());
        follow();
        if (happens(faults.sessionEnds()) && !sessions.isEmpty()) {
            long session = sessions.get((int) world.between(0, sessions.size()));
            apply(new Command.SessionClose(session));
        }
        if (happens(faults.compactions()) && truth.store().revision() > 1) {
            apply(new Command.Compact(world.between(1, truth.store().revision() + 1)));
        }
        if (world.happens(0.02)) {
            truth.store().watchHub().publishProgress();
            truth.drive();
        }
        noteLeases();
        if (happens(faults.beginnings())) {
            begin();
        }
        for (SimFeed feed : List.copyOf(feeds)) {
            if (happens(faults.watchEnds())) {
                feed.fail(world.happens(0.5));
            }
        }
        world.after(TICK_NANOS, this::tick);
    }

    /** Nothing is lost, but who holds something of the history before must not know that. */
    private void begin() {
        beginnings++;
        truth.begin(1_000 + beginnings, logMillis());
        leasesByTtl.forEach((ttl, leases) -> leases.forEach(lease -> {
            if (liveLeases.remove(lease)) {
                leaseEnds.put(lease, world.now() + ttl * SimWorld.MILLI);
            }
        }));
    }

    /** How often another incarnation has begun. */
    int beginnings() {
        return beginnings;
    }

    private void follow() {
        while (follower.log().size() < truth.log().size() && !world.happens(0.4)) {
            follower.append(truth.log().get(follower.log().size()));
        }
    }

    Reply apply(Command command) {
        Reply reply = truth.apply(command, logMillis());
        note(reply);
        return reply;
    }

    private void note(Reply reply) {
        if (reply instanceof Reply.Leased leased) {
            leasesByTtl
                    .computeIfAbsent(leased.ttlMillis(), ttl -> new TreeSet<>())
                    .add(leased.leaseId());
            liveLeases.add(leased.leaseId());
        } else if (reply instanceof Reply.SessionOpened opened) {
            sessions.add(opened.sessionId());
        }
        noteLeases();
    }

    private void noteLeases() {
        liveLeases.removeIf(lease -> {
            boolean over = truth.store().lease(lease) == null;
            if (over) {
                leaseEnds.put(lease, world.now());
            }
            return over;
        });
    }

    // ---- calls

    @Override
    public CompletableFuture<Answer> call(Call call) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (happens(faults.refusesAtOnce())) {
            return CompletableFuture.completedFuture(refusal());
        }
        if (call instanceof Call.ReadKeys read && read.options().level() == ReadLevel.EVENTUAL) {
            StoreNode asked = world.happens(0.5) ? truth : follower;
            return CompletableFuture.completedFuture(readNow(asked, read, read.options()));
        }
        world.after(delay(), () -> arrive(call, answer));
        return answer;
    }

    private Answer readNow(StoreNode asked, Call call, ReadOptions options) {
        if (asked.elsewhere(options.incarnation()) != null) {
            Answer.Failed elsewhere = truth.elsewhere(options.incarnation());
            return elsewhere != null ? elsewhere : new Answer.Failed(Problem.UNAVAILABLE, "this node lags");
        }
        return asked.store().revision() < options.minRevision()
                ? new Answer.Failed(Problem.UNAVAILABLE, "this node lags")
                : asked.answer(call, logMillis());
    }

    private long delay() {
        return happens(faults.delays())
                ? world.between(SimWorld.MILLI, 3 * SimWorld.SECOND)
                : world.between(50 * SimWorld.MICRO, 5 * SimWorld.MILLI);
    }

    private Answer refusal() {
        return new Answer.Failed(REFUSALS[(int) world.between(0, REFUSALS.length)], WISH);
    }

    private void arrive(Call call, CompletableFuture<Answer> answer) {
        if (closed) {
            return;
        }
        if (happens(faults.lostCalls())) {
            lose(answer);
        } else if (happens(faults.refuses())) {
            complete(answer, refusal());
        } else if (call instanceof Call.Write write
                && write.command() instanceof Command.WithSession within
                && !executed.contains(name(within))
                && happens(faults.refuses())) {
            // As if many long replies had not been acknowledged.
            complete(
                    answer,
                    new Answer.Wrote(new Reply.Refused(truth.store().revision(), Rejection.SESSION_QUOTA, WISH)));
        } else if (happens(faults.lateEffects())) {
            // What nobody knows of may come true long after everybody has given it up.
            lose(answer);
            world.after(world.between(0, 8 * SimWorld.SECOND), () -> {
                if (!closed) {
                    Answer unused = execute(call);
                }
            });
        } else {
            Answer found = execute(call);
            if (happens(faults.lostAnswers())) {
                lose(answer);
            } else {
                complete(answer, found);
            }
        }
    }

    private Answer execute(Call call) {
        Answer.Failed elsewhere = call instanceof Call.ReadKeys read
                ? truth.elsewhere(read.options().incarnation())
                : call instanceof Call.ReadRange read
                        ? truth.elsewhere(read.options().incarnation())
                        : null;
        if (elsewhere != null) {
            return elsewhere;
        }
        Answer answer = truth.answer(call, logMillis());
        if (call instanceof Call.Write write && write.command() instanceof Command.WithSession within) {
            executed.add(name(within));
        }
        if (answer instanceof Answer.Wrote wrote) {
            note(wrote.reply());
        }
        return answer;
    }

    private static String name(Command.WithSession within) {
        return within.sessionId() + "/" + within.sequence();
    }

    private void complete(CompletableFuture<Answer> answer, Answer found) {
        world.after(delay(), () -> answer.complete(found));
    }

    private void lose(CompletableFuture<Answer> answer) {
        if (world.happens(0.4)) {
            return; // silence
        }
        Problem problem = world.happens(0.05) ? Problem.UNEXPECTED : Problem.OUTCOME_UNKNOWN;
        complete(answer, new Answer.Failed(problem, WISH));
    }

    // ---- watches

    @Override
    public WatchFeed watch(WatchRequest request, Runnable wakeup) {
        // Where a watch can go on is a question to the truth; a follower would only be late.
        SimFeed feed = new SimFeed(this::forget, wakeup);
        feeds.add(feed);
        if (happens(faults.watchRefuses())) {
            feed.refuse();
            return feed;
        }
        StoreNode asked = world.happens(0.3) ? follower : truth;
        if (asked.elsewhere(request.incarnation()) != null) {
            Answer.Failed elsewhere = truth.elsewhere(request.incarnation());
            if (elsewhere == null) {
                feed.refuse(); // this node lags
            } else {
                feed.end(new WatchItem.Ended(WatchItem.End.OTHER_INCARNATION, elsewhere.detail(), elsewhere.message()));
            }
            return feed;
        }
        try {
            feed.follow(asked.watch(somewhatEarlier(request), feed::arrived));
        } catch (RefusedException e) {
            feed.refuse(); // it has as many as it serves
        }
        return feed;
    }

    /** Nodes must not do this; a client that is told something twice does not tell it twice. */
    private WatchRequest somewhatEarlier(WatchRequest request) {
        boolean repeats = request.fromRevision() > 3 && happens(faults.watchRefuses());
        return repeats ? request.from(request.fromRevision() - 3) : request;
    }

    private void forget(SimFeed feed) {
        feeds.remove(feed);
    }

    @Override
    public ClusterView cluster() {
        return VIEW;
    }

    @Override
    public ClockDrift clockDrift() {
        return ClockDrift.STANDARD;
    }

    @Override
    public Subscription onClusterChange(Consumer<ClusterView> listener) {
        return () -> {};
    }

    @Override
    public void close() {
        closed = true;
        for (SimFeed feed : List.copyOf(feeds)) {
            feed.fail(false);
        }
    }
}
