package io.dengine.simulator.run;

import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import io.dengine.api.MemberView;
import io.dengine.bytes.Bytes;
import io.dengine.client.ClientDriver;
import io.dengine.client.ClientSettings;
import io.dengine.client.EngineClient;
import io.dengine.client.remote.ReadPreference;
import io.dengine.client.remote.RemoteSettings;
import io.dengine.client.remote.RemoteTarget;
import io.dengine.simulator.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The client library itself, on a machine with its own clock: it finds the nodes and their leader, keeps sessions,
 * retries, resumes watches and renews leases with its own code. Its reports to its user must be true.
 */
final class LibraryClient implements ClientDriver {
    /** The prefix of all keys of these clients. */
    static final Bytes PREFIX = Bytes.utf8("library");

    /** A strong reference, which keeps the logger's level: in the simulation the library logs all the time. */
    private static final Logger LOG = Logger.getLogger("io.dengine.client");

    static {
        LOG.setLevel(Level.OFF);
    }

    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final SimClock clock;
    private final ClientNetwork network;
    private final Set<Integer> configured = new HashSet<>();
    private final RemoteTarget target;
    private final LibraryCalls calls;
    private final LibraryWatch watch;
    private final LibraryHolder holder;

    /**
     * The keys of a client.
     *
     * @param registers the keys that several clients write
     * @param counter the key that only this client writes
     * @param leased the key that is attached to a lease of this client
     */
    record Keys(List<Bytes> registers, Bytes counter, Bytes leased) {
        static Keys of(int number) {
            return new Keys(
                    List.of(Bytes.utf8("library-a"), Bytes.utf8("library-b")),
                    Bytes.utf8("library-counter" + number),
                    Bytes.utf8("library-leased" + number));
        }

        List<Bytes> all() {
            List<Bytes> all = new ArrayList<>(registers);
            all.add(counter);
            all.add(leased);
            return all;
        }
    }

    LibraryClient(World world, History history, List<SimHost> hosts, int number) {
        this.world = world;
        this.hosts = hosts;
        this.random = world.streams().libraries().split();
        double rate = 1 + (random.nextDouble() * 2 - 1) * world.swarm().clockSpread();
        // The clock starts close to the overflow of its numbers, as a machine's clock may.
        this.clock = new SimClock(world.scheduler(), rate, Long.MAX_VALUE - 3 * Scheduler.SECOND, 1);
        this.network = new ClientNetwork(world, hosts, random.split(), number);
        this.target = RemoteTarget.driven(remoteSettings(), this, network);
        AsyncClient client = EngineClient.driven(target, settings(), this);
        Keys keys = Keys.of(number);
        this.calls = new LibraryCalls(world, history, random.split(), client, keys);
        this.watch = new LibraryWatch(world, history, random.split(), client);
        this.holder = new LibraryHolder(world, history, random.split(), client, keys.leased());
    }

    /** Returns settings with the address of one initial member, which is enough to find the others. */
    private RemoteSettings remoteSettings() {
        List<String> endpoints = new ArrayList<>();
        int first = 1 + random.nextInt(world.swarm().voters());
        for (int id = 1; id <= world.swarm().voters(); id++) {
            if (id == first || random.nextInt(2) == 0) {
                endpoints.add(ClientNetwork.address(id));
                configured.add(id);
            }
        }
        RemoteSettings.Timing timing =
                new RemoteSettings.Timing(millis(200, 3_000), millis(300, 1_500), millis(10, 50), millis(50, 1_000));
        ReadPreference[] preferences = ReadPreference.values();
        return RemoteSettings.of(endpoints)
                .withTiming(timing)
                .withReading(preferences[random.nextInt(preferences.length)]);
    }

    private ClientSettings settings() {
        return ClientSettings.STANDARD
                .withTimeout(millis(500, 5_000))
                .withResendAfter(millis(50, 800))
                .withSessionTtl(millis(1_000, random.nextBoolean() ? 2_000 : 20_000));
    }

    private Duration millis(long from, long to) {
        return Duration.ofMillis(Streams.between(random, from, to));
    }

    // ---- the machine

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public void after(long delayNanos, Runnable task) {
        long due = delayNanos == 0
                ? world.scheduler().nowNanos() + 1 + random.nextLong(20 * Scheduler.MICRO)
                : clock.trueNanos(clock.nanoTime() + delayNanos);
        world.scheduler().at(due, () -> world.referee().check(task));
    }

    @Override
    public double chance() {
        return random.nextDouble();
    }

    // ---- the end

    /**
     * A listener for the end of a request.
     *
     * @param <T> the type of the result, which is null after a failure
     */
    interface Listener<T> {
        void ended(T result, @Nullable Throwable failure);
    }

    /**
     * Calls {@code listener} at the end of a request. A future swallows exceptions of its listeners, so this reports
     * them to the referee.
     */
    static <T> void hear(World world, CompletableFuture<T> request, Listener<T> listener) {
        CompletableFuture<?> unused =
                request.whenComplete((result, failure) -> world.referee().check(() -> listener.ended(result, failure)));
    }

    /** Returns the failure if a user may receive it; otherwise throws a violation, because the library has a fault. */
    static EngineException known(Throwable failure) {
        if (failure instanceof EngineException known
                && !(known instanceof EngineException.Unexpected)
                && !(known instanceof EngineException.InvalidRequest)
                && !(known instanceof EngineException.OtherIncarnation)) {
            return known;
        }
        Violation violation = new Violation("client library", "a request fails with " + failure);
        violation.initCause(failure);
        throw violation;
    }

    void stop() {
        network.heal();
        calls.stop();
        holder.stop();
    }

    boolean isIdle() {
        return calls.isIdle() && holder.isIdle();
    }

    /** Starts a final write, which must succeed. */
    void finish() {
        calls.finish();
    }

    /**
     * Returns whether that write succeeded and the watch has received all changes; also true if the library cannot find
     * a cluster that has moved.
     */
    boolean isComplete() {
        return !canReach() || calls.hasFinished() && watch.isComplete();
    }

    /** Describes the cluster as the library knows it, for the report of a client that does not find it. */
    @Override
    public String toString() {
        return (calls.hasFinished() ? "" : "its last write has not succeeded, ")
                + (watch.isComplete() ? "" : "its watch lacks changes, ") + "known cluster: " + target.cluster();
    }

    private boolean canReach() {
        Set<Integer> known = new HashSet<>(configured);
        for (MemberView member : target.cluster().members()) {
            known.add(member.id());
        }
        return hosts.stream()
                .anyMatch(host ->
                        known.contains(host.id()) && world.referee().members().contains(host.id()));
    }
}
