package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Leases that are kept alive, and when their holder was told that they may be over. */
final class SimLeases {
    private final SimRun run;
    private final List<Held> leases = new ArrayList<>();

    private static final class Held {
        final Lease lease;
        final long sinceNanos;
        long lostAtNanos = Long.MAX_VALUE;

        Held(Lease lease, long sinceNanos) {
            this.lease = lease;
            this.sinceNanos = sinceNanos;
        }
    }

    SimLeases(SimRun run) {
        this.run = run;
    }

    void plan(int count) {
        for (int i = 0; i < count; i++) {
            run.world.after(run.busyTime(), this::grant);
        }
    }

    private void grant() {
        long ttlMillis = run.world.between(25, 3_000);
        var unused = run.client.grantLease(Duration.ofMillis(ttlMillis)).thenAccept(this::hold);
    }

    private void hold(Lease lease) {
        Held held = new Held(lease, run.world.now());
        leases.add(held);
        var unused = lease.keepAlive().lost().thenRun(() -> held.lostAtNanos = run.world.now());
    }

    /** Nobody believes in a lease that the store has ended; but the answer to a grant may come after that. */
    void check() {
        for (Held held : leases) {
            long end = Math.max(
                    run.target.endOfLease(held.lease.id()), held.sinceNanos + SimWorld.LONGEST_HAND_OVER_NANOS);
            assertThat(held.lostAtNanos)
                    .as("lease %s of %s", held.lease.id(), held.lease.ttl())
                    .isLessThanOrEqualTo(end);
        }
    }

    int count() {
        return leases.size();
    }

    long lost() {
        return leases.stream().filter(held -> held.lostAtNanos < Long.MAX_VALUE).count();
    }
}
