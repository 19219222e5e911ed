package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ClusterView;
import io.dengine.api.PutOptions;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.WatchFeed;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A write of a session is sent in its session or not at all, whatever the thread of answers does meanwhile. */
class AppliedOnceTest {
    private static final ClientSettings SETTINGS = ClientSettings.STANDARD;
    private static final long RESEND_NANOS = SETTINGS.resendAfter().toNanos();

    private final HandTimers timers = new HandTimers();
    private final PendingTarget target = new PendingTarget();
    private final EngineClient client = new EngineClient(target, SETTINGS, timers);

    private CompletableFuture<WriteResult> put() {
        return client.put(Bytes.utf8("k"), Bytes.utf8("v"), PutOptions.NONE);
    }

    @Test
    void aResentWriteWhoseAnswerArrivesMeanwhileStaysInItsSession() {
        for (int set = 1; set <= 2; set++) {
            CompletableFuture<WriteResult> written = put();
            timers.atSet(set, () -> target.answer(new Reply.Written(1, true, 1)));
            timers.pass(RESEND_NANOS);
            assertThat(written).isDone();
            target.forgetPending();
        }

        assertThat(target.puts).isNotEmpty().allMatch(Command.WithSession.class::isInstance);
    }

    @Test
    void aResentWriteThatTheSessionRejectsMeanwhileStaysInItsSession() {
        for (Rejection reason : List.of(Rejection.SESSION_QUOTA, Rejection.SESSION_EXPIRED)) {
            for (int set = 1; set <= 2; set++) {
                CompletableFuture<WriteResult> written = put();
                timers.atSet(set, () -> target.answer(new Reply.Refused(1, reason, "as the test wishes")));
                timers.pass(RESEND_NANOS);
                timers.pass(RESEND_NANOS);

                assertThat(target.puts).allMatch(Command.WithSession.class::isInstance);
                assertThat(target.sequencesInFlight()).isEqualTo(1);
                target.answer(new Reply.Written(1, true, 1));
                assertThat(written).isDone();
                target.forgetPending();
            }
        }
    }

    private record Pending(Command command, CompletableFuture<Answer> answer) {}

    /** Opens sessions at once, leaves puts pending, and records them. */
    private static final class PendingTarget implements CallTarget {
        private final List<Command> puts = new ArrayList<>();
        private final Deque<Pending> pending = new ArrayDeque<>();
        private int sessions;

        @Override
        public CompletableFuture<Answer> call(Call call) {
            Command command = ((Call.Write) call).command();
            if (command instanceof Command.SessionOpen open) {
                Reply opened = new Reply.SessionOpened(1, ++sessions, open.ttlMillis(), 1);
                return CompletableFuture.completedFuture(new Answer.Wrote(opened));
            }
            puts.add(command);
            pending.add(new Pending(command, new CompletableFuture<>()));
            return pending.getLast().answer();
        }

        /** Answers the oldest attempt that is not answered. */
        void answer(Reply reply) {
            pending.remove().answer().complete(new Answer.Wrote(reply));
        }

        void forgetPending() {
            pending.clear();
        }

        /** Returns the number of different sequences that are not answered. */
        long sequencesInFlight() {
            return pending.stream()
                    .map(one -> (Command.WithSession) one.command())
                    .map(within -> within.sessionId() + "/" + within.sequence())
                    .distinct()
                    .count();
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
        public void close() {}
    }
}
