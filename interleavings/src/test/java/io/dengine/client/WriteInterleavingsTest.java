package io.dengine.client;

import io.dengine.api.ClusterView;
import io.dengine.api.PutOptions;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.WatchFeed;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A write is in one sequence of one session at a time, however its alarm and its answers meet. */
class WriteInterleavingsTest {
    private static final int SCHEDULES = 100;

    /** Static, so that the checker does not take it for local. */
    private static Cluster cluster = new Cluster();

    private static Reply.Refused refused(Rejection reason) {
        return new Reply.Refused(1, reason, "as the test wishes");
    }

    /** Puts, leaves the first attempt unanswered, and lets so much time pass that it must be sent again. */
    private static CompletableFuture<?> putAndWait() {
        cluster = new Cluster();
        EngineClient client = new EngineClient(cluster, ClientSettings.STANDARD, cluster);
        CompletableFuture<?> written = client.put(Bytes.utf8("k"), Bytes.utf8("v"), PutOptions.NONE);
        cluster.nowNanos = ClientSettings.STANDARD.resendAfter().toNanos();
        return written;
    }

    private static void requireOneSequence() {
        Set<String> inLater = new HashSet<>();
        for (Command put : cluster.puts) {
            ClientInterleavingsTest.require(put instanceof Command.WithSession, "sent outside its session");
            Command.WithSession within = (Command.WithSession) put;
            if (within.sessionId() > 1) {
                inLater.add(within.sessionId() + "/" + within.sequence());
            }
        }
        ClientInterleavingsTest.require(inLater.size() <= 1, "sent in two sequences");
    }

    @Test
    void aResendThatMeetsTheAnswerStaysInItsSession() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            CompletableFuture<?> written = putAndWait();
            ClientInterleavingsTest.together(
                    cluster.alarm()::ring,
                    () -> cluster.first.complete(new Answer.Wrote(new Reply.Written(1, true, 1))));
            requireOneSequence();
            ClientInterleavingsTest.require(written.isDone(), "an answer without an effect");
        });
    }

    /** The session ends between the decision to resend and the resend; meanwhile the alarm rings again. */
    @Test
    void aResendWhoseSessionEndedTakesOneSequenceOfTheNext() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            var unused = putAndWait();
            Alarm alarm = cluster.alarm();
            cluster.atNextSet = () -> cluster.first.complete(new Answer.Wrote(refused(Rejection.SESSION_EXPIRED)));
            ClientInterleavingsTest.together(alarm::ring, alarm::ring);
            requireOneSequence();
        });
    }

    /** Opens sessions at once; never answers a put, but those of the first session after the first put. */
    private static final class Cluster implements CallTarget, Surroundings, Timers {
        private final Queue<Command> puts = new ConcurrentLinkedQueue<>();
        private final AtomicLong sessions = new AtomicLong();
        private final CompletableFuture<Answer> first = new CompletableFuture<>();
        private volatile long nowNanos;
        private volatile @Nullable Alarm alarm;
        private volatile Runnable atNextSet = () -> {};

        /** Returns the alarm of the put. */
        Alarm alarm() {
            return Objects.requireNonNull(alarm);
        }

        @Override
        public CompletableFuture<Answer> call(Call call) {
            Command command = ((Call.Write) call).command();
            if (command instanceof Command.SessionOpen open) {
                long id = sessions.incrementAndGet();
                return CompletableFuture.completedFuture(
                        new Answer.Wrote(new Reply.SessionOpened(1, id, open.ttlMillis(), 1)));
            }
            boolean isFirst = puts.isEmpty();
            puts.add(command);
            if (isFirst) {
                return first;
            }
            return command instanceof Command.WithSession within && within.sessionId() == 1
                    ? CompletableFuture.completedFuture(new Answer.Wrote(refused(Rejection.SESSION_EXPIRED)))
                    : new CompletableFuture<>();
        }

        @Override
        public boolean set(Alarm one, long dueNanos) {
            if (one instanceof WriteRequest<?>) {
                alarm = one;
                Runnable due = atNextSet;
                atNextSet = () -> {};
                due.run();
            }
            return true;
        }

        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public void cancel(Alarm one) {
            // The test rings: an alarm may ring although it was canceled.
        }

        @Override
        public List<Alarm> end() {
            return List.of();
        }

        @Override
        public Timers timers() {
            return this;
        }

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public double chance() {
            return 0;
        }

        @Override
        public void awaitBriefly(CompletableFuture<?> answer) {
            // Nothing is closed here.
        }

        @Override
        public void endThreads() {
            // It has none.
        }

        @Override
        public WatchFeed watch(WatchRequest request, Runnable wakeup) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClusterView cluster() {
            throw new UnsupportedOperationException();
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
            // Nothing is open.
        }
    }
}
