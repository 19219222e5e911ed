package io.dengine.simulator.run;

import io.dengine.api.AsyncClient;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A user who holds leases and relies on each until the library reports its loss. This must not be after the true time
 * at which the cluster expires it, when other clients may take the keys that it protected.
 */
final class LibraryHolder {
    /** The permitted delay between the end of a lease and its report to the user. */
    private static final long HEARING_NANOS = Scheduler.MILLI;

    private final World world;
    private final History history;
    private final SplittableRandom random;
    private final AsyncClient client;
    private final Bytes key;
    private final List<Belief> beliefs = new ArrayList<>();
    private boolean active = true;
    private boolean busy;

    LibraryHolder(World world, History history, SplittableRandom random, AsyncClient client, Bytes key) {
        this.world = world;
        this.history = history;
        this.random = random;
        this.client = client;
        this.key = key;
        history.onCommit(this::look);
        rest();
    }

    void stop() {
        active = false;
        List.copyOf(beliefs).forEach(belief -> belief.lease.close());
        beliefs.clear();
    }

    boolean isIdle() {
        return !busy;
    }

    private void rest() {
        busy = false;
        world.scheduler().after(Streams.around(random, 400 * Scheduler.MILLI), () -> {
            if (active) {
                busy = true;
                world.referee().check(this::hold);
            }
        });
    }

    private void hold() {
        long ttlMillis = history.sessions().unusedTtl(Streams.between(random, 200, random.nextBoolean() ? 800 : 3_000));
        LibraryClient.hear(world, client.grantLease(Duration.ofMillis(ttlMillis)), (lease, failure) -> {
            if (failure != null) {
                if (outcome(failure) == Outcome.FAILED) {
                    history.sessions().notGranted(ttlMillis);
                }
                rest();
            } else {
                believe(lease);
                write(lease);
            }
        });
    }

    private static void throwUnlessKnown(Throwable failure) {
        Exception unused = LibraryClient.known(failure);
    }

    /** Writes a key attached to the lease. */
    private void write(Lease lease) {
        long number = history.nextNumber();
        PutOptions asLong = PutOptions.lease(lease);
        LibraryClient.hear(world, client.put(key, Values.of(number, 0), asLong), (written, failure) -> {
            history.ended(number, failure == null ? Outcome.OK : outcome(failure));
            findAgain(lease);
        });
    }

    private static Outcome outcome(Throwable failure) {
        return LibraryClient.known(failure).outcome() == io.dengine.api.Outcome.NOT_APPLIED
                ? Outcome.FAILED
                : Outcome.UNKNOWN;
    }

    /** Finds a lease by its id, as another user does, or the same user after a restart. */
    private void findAgain(Lease lease) {
        if (!active || random.nextInt(3) > 0) {
            rest();
            return;
        }
        LibraryClient.hear(world, client.lease(lease.id()), (found, failure) -> {
            if (failure != null) {
                throwUnlessKnown(failure);
            } else {
                believe(found);
            }
            rest();
        });
    }

    private void believe(Lease lease) {
        if (!active) {
            lease.close();
            return;
        }
        Belief belief = new Belief(lease.keepAlive());
        beliefs.add(belief);
        var unused = lease.lost().thenRun(() -> {
            world.scheduler().note("library gives up", lease.id(), 0);
            beliefs.remove(belief);
        });
        world.scheduler().after(Streams.around(random, 4 * Scheduler.SECOND), () -> {
            if (beliefs.remove(belief)) {
                world.referee().check(lease::close);
            }
        });
    }

    private record Belief(Lease lease) {}

    /**
     * Checks the leases after each commit. Revoked leases are exempt, even if their holder learned of them only later:
     * an answer from before the revocation may arrive after it.
     */
    private void look(Entry committed) {
        for (Belief belief : List.copyOf(beliefs)) {
            if (history.truth() instanceof KvTruthStore truth && truth.store().lease(belief.lease.id()) == null) {
                if (history.isRevoked(belief.lease.id())) {
                    beliefs.remove(belief);
                } else {
                    world.scheduler().after(HEARING_NANOS, () -> world.referee().check(() -> mustKnow(belief)));
                }
            }
        }
    }

    private void mustKnow(Belief belief) {
        if (beliefs.contains(belief)) {
            throw new Violation(
                    "held too long",
                    "lease " + belief.lease.id() + " of " + belief.lease.ttl()
                            + " has ended, but its holder relies on it");
        }
    }
}
