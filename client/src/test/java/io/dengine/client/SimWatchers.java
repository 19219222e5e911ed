package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Watchers of both kinds, and what each of them must have seen. */
final class SimWatchers {
    private static final long UNKNOWN = -1;

    private final SimRun run;
    private final List<Watcher> watchers = new ArrayList<>();

    SimWatchers(SimRun run) {
        this.run = run;
    }

    void plan(int count) {
        for (int i = 0; i < count; i++) {
            run.world.after(run.busyTime(), () -> watchers.add(new Watcher()));
        }
    }

    void check() {
        for (Watcher watcher : watchers) {
            watcher.check();
        }
    }

    /** How many changes were seen in all. */
    long seen() {
        long seen = 0;
        for (Watcher watcher : watchers) {
            seen += watcher.batches.size();
        }
        return seen;
    }

    private final class Watcher implements WatchListener {
        private final WatchRequest request;
        private final CompletableFuture<?> begin;
        private final List<WatchBatch> batches = new ArrayList<>();
        private long revisionAtBegin = UNKNOWN;
        private @Nullable Throwable end;
        private long lastProgress;
        private @Nullable Watch pulled;

        Watcher() {
            this.request = request();
            if (run.world.happens(0.5)) {
                this.begin = run.client.watch(request, this);
                var unused = begin.thenRun(this::noteBegin);
            } else {
                CompletableFuture<Watch> watch = run.client.watch(request);
                this.begin = watch;
                var unused = watch.thenAccept(begun -> {
                    noteBegin();
                    pulled = begun;
                    pull(begun);
                });
            }
        }

        private WatchRequest request() {
            Bytes prefix = Bytes.utf8("w" + (run.world.happens(0.5) ? "" : String.valueOf(run.world.between(0, 10))));
            KeyRange range = KeyRange.prefix(prefix);
            long revision = run.target.truth().store().revision();
            long from = run.world.happens(0.4) ? 0 : run.world.between(1, revision + 10);
            return new WatchRequest(range, from, run.world.happens(0.3), run.world.happens(0.3));
        }

        private void noteBegin() {
            revisionAtBegin = run.target.truth().store().revision();
        }

        /** Takes now and then, sometimes slowly. */
        private void pull(Watch watch) {
            try {
                while (true) {
                    WatchBatch batch = watch.poll(Duration.ZERO);
                    if (batch == null) {
                        break;
                    }
                    onBatch(batch);
                    if (run.world.happens(0.3)) {
                        break;
                    }
                }
                long pause = run.world.between(SimWorld.MILLI, 200 * SimWorld.MILLI);
                run.world.after(pause, () -> pull(watch));
            } catch (EngineException e) {
                end = e;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onBatch(WatchBatch batch) {
            assertThat(end).as("%s was told more after its end", request).isNull();
            if (batch.isProgress()) {
                assertThat(request.progress()).isTrue();
                assertThat(batch.revision()).isGreaterThanOrEqualTo(lastProgress);
                assertThat(run.target.truth().store().revision()).isGreaterThanOrEqualTo(batch.revision());
                lastProgress = batch.revision();
            } else {
                assertThat(batch.revision()).as("after a mark of progress").isGreaterThan(lastProgress);
                batches.add(batch);
            }
        }

        @Override
        public void onEnd(Throwable reason) {
            assertThat(end).as("ended once").isNull();
            end = reason;
        }

        void check() {
            assertThat(begin).as("%s", request).isDone();
            if (begin.isCompletedExceptionally()) {
                assertThat(begin.exceptionNow()).isInstanceOf(EngineException.class);
                assertThat(batches).isEmpty();
                return;
            }
            List<WatchBatch> due = due();
            if (end != null) {
                boolean elsewhere = end instanceof EngineException.OtherIncarnation;
                assertThat(elsewhere || end instanceof EngineException.Compacted)
                        .isTrue();
                assertThat(
                                elsewhere
                                        ? run.target.beginnings() > 0
                                        : run.faults.compactions() > 0
                                                || run.faults.historyRevisions() < 100
                                                || run.target.beginnings() > 0)
                        .as("%s: nothing was compacted, or begun", request)
                        .isTrue();
                due = due.subList(0, Math.min(due.size(), batches.size()));
            }
            assertThat(batches).as("%s", request).isEqualTo(due);
            Watch living = pulled;
            if (end == null && living != null) {
                assertThat(living.incarnation())
                        .as("%s goes on in the present history", request)
                        .isEqualTo(run.target.truth().store().incarnation());
            }
        }

        /** From where it began; a watch from now on may begin somewhat earlier, but not later. */
        private List<WatchBatch> due() {
            long first = request.fromRevision();
            if (first == 0) {
                first = revisionAtBegin + 1;
                if (!batches.isEmpty()) {
                    first = Math.min(first, batches.get(0).revision());
                }
            }
            List<WatchBatch> due = new ArrayList<>();
            for (WatchBatch batch : run.target.truth().history()) {
                List<WatchEvent> events = matching(batch);
                if (batch.revision() >= first && !events.isEmpty()) {
                    due.add(new WatchBatch(batch.revision(), events));
                }
            }
            return due;
        }

        private List<WatchEvent> matching(WatchBatch batch) {
            List<WatchEvent> events = new ArrayList<>();
            for (WatchEvent event : batch.events()) {
                if (request.range().contains(event.key())) {
                    events.add(request.previousValues() ? event : new WatchEvent(event.current(), null));
                }
            }
            return events;
        }
    }
}
