package io.dengine.simulator.run;

import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import io.dengine.simulator.check.Operation;
import io.dengine.simulator.check.RevisionOrder.Change;
import io.dengine.simulator.check.Violation;
import io.dengine.simulator.check.WatchAudit;
import io.dengine.simulator.run.SimHost.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A client that watches a prefix, sometimes slowly, and resumes on another node when a watch ends. */
final class Watcher {
    private final World world;
    private final History history;
    private final Bytes prefix;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private WatchAudit audit;
    private long nextRevision;
    private long incarnation;
    private boolean isOver;
    private @Nullable Process process;
    private @Nullable SimHost host;
    private @Nullable WatchSubscription subscription;
    private boolean finishing;

    Watcher(World world, History history, Bytes prefix, List<SimHost> hosts) {
        this.world = world;
        this.history = history;
        this.prefix = prefix;
        this.hosts = hosts;
        this.random = world.streams().workload().split();
        this.nextRevision = history.firstRevision();
        this.incarnation = nextRevision == 1 ? WatchHub.ANY_INCARNATION : history.incarnation();
        this.audit = newAudit();
        rest();
    }

    /** Ends the watch, because the life of the cluster ends. */
    void cut() {
        isOver = true;
        subscription = null;
    }

    private WatchAudit newAudit() {
        String name = "the watcher of '" + prefix.toUtf8() + "'";
        return new WatchAudit(name, history.changes(), key -> key.startsWith(prefix), nextRevision);
    }

    private void rest() {
        long mean = finishing ? 10 * Scheduler.MILLI : Streams.between(random, 1, 300) * Scheduler.MILLI;
        world.scheduler().after(Streams.around(random, mean), () -> {
            if (!isOver) {
                look();
                rest();
            }
        });
    }

    /** Makes the watcher poll faster, because faults have ended. */
    void finish() {
        finishing = true;
    }

    boolean isComplete() {
        return nextRevision > history.truth().revision();
    }

    private void look() {
        SimHost current = host;
        boolean isLeft =
                finishing && current != null && !world.referee().members().contains(current.id());
        if (current == null || isLeft || !Objects.equals(current.process(), process) || subscription == null) {
            subscribe();
            return;
        }
        if (finishing) {
            subscription.requestProgress();
        }
        for (int i = 0; i < 3; i++) {
            WatchMessage message = subscription == null ? null : subscription.poll();
            if (message == null) {
                return;
            }
            take(message);
        }
    }

    private void subscribe() {
        SimHost candidate = hosts.get(random.nextInt(hosts.size()));
        Process running = candidate.process();
        subscription = null;
        if (running != null && running.store() instanceof KvTruthStore store && !history.isOfAnotherLife(store)) {
            host = candidate;
            process = running;
            world.scheduler().note("watch", candidate.id(), nextRevision);
            if (incarnation == WatchHub.ANY_INCARNATION) {
                incarnation = store.store().incarnation();
            }
            subscription = store.store()
                    .watchHub()
                    .subscribe(new WatchTarget.Prefix(prefix), incarnation, nextRevision, () -> {});
        }
    }

    private void take(WatchMessage message) {
        switch (message) {
            case WatchMessage.Events events -> {
                world.scheduler()
                        .note("watched", events.revision(), events.events().size());
                List<Change> changes = new ArrayList<>();
                for (WatchEvent event : events.events()) {
                    long value = event.isDeletion()
                            ? Operation.ABSENT
                            : Values.number(event.current().value());
                    changes.add(new Change(events.revision(), event.key(), value));
                }
                audit.delivered(events.revision(), changes);
                nextRevision = events.revision() + 1;
            }
            case WatchMessage.Progress progress -> {
                audit.progressed(progress.revision());
                nextRevision = Math.max(nextRevision, progress.revision() + 1);
            }
            case WatchMessage.Canceled canceled -> {
                audit.progressed(canceled.lastDeliveredRevision());
                nextRevision = Math.max(nextRevision, canceled.lastDeliveredRevision() + 1);
                subscription = null;
            }
            case WatchMessage.OtherIncarnation other ->
                throw new Violation(
                        "one history",
                        "a watch of incarnation " + incarnation + " found incarnation " + other.incarnation()
                                + ", but its life has not ended");
            case WatchMessage.Compacted compacted -> {
                audit.compacted(nextRevision, compacted.oldestRevision());
                nextRevision = Math.max(nextRevision, compacted.oldestRevision());
                audit = newAudit();
                subscription = null;
            }
        }
    }
}
