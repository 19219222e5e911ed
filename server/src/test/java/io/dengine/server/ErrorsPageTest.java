package io.dengine.server;

import io.dengine.api.AsyncClient;
import io.dengine.api.Outcome;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.client.ClientDriver;
import io.dengine.client.ClientSettings;
import io.dengine.client.EngineClient;
import io.dengine.server.grpc.GrpcStatus;
import io.dengine.server.http.HttpStatus;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The page of errors says what clients of each protocol receive; {@code -Ddocs.rewrite=true} writes it again. */
class ErrorsPageTest {
    @Test
    void the_page_equals_what_clients_receive() throws IOException {
        ReferencePage.assertEqual("errors.md", page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Errors

                This page lists every reason for which a node does not do what a client asks: what it means, whether the
                request was applied, what to do, and its name in each protocol. [Error
                handling](../error-handling.md) shows how a program deals with errors.

                "Applied?" is about the attempt that failed. The Java client repeats attempts until its timeout; if an
                earlier attempt may have been applied, it reports `OutcomeUnknown` instead.

                | Reason | Meaning | Applied? | Then | Java: `EngineException.` | gRPC | HTTP |
                |---|---|---|---|---|---|---|
                """);
        for (Problem problem : Problem.values()) {
            page.append("| `").append(problem).append("` | ").append(meaning(problem));
            page.append(" | ").append(problem.outcome() == Outcome.NOT_APPLIED ? "no" : "perhaps");
            page.append(" | ").append(then(problem));
            page.append(" | `").append(inJava(problem));
            page.append("` | `").append(GrpcStatus.of(problem));
            page.append("` | ").append(HttpStatus.of(problem)).append(" |\n");
        }
        return page.toString();
    }

    private static String meaning(Problem problem) {
        return switch (problem) {
            case UNAVAILABLE -> "no leader is known, or no node was reached";
            case OVERLOADED -> "too many requests wait, or the node has no memory for this one or its answer";
            case NO_SPACE -> "the disk of the leader is nearly full, and no voter with room has taken over";
            case OUTCOME_UNKNOWN -> "the leader took the write, and could not say in time whether it was applied";
            case INVALID_REQUEST -> "the request contradicts itself or exceeds a [limit](limits.md)";
            case COMPACTED -> "the revision is no longer kept";
            case FUTURE_REVISION -> "no node has written the revision, or the one that answered has not reached it";
            case LEASE_NOT_FOUND -> "the lease does not exist, or has ended";
            case STOPPED -> "the node is stopping, or has stopped itself because of a failure";
            case UNEXPECTED -> "a bug of the node; its log has the details";
            case OTHER_INCARNATION ->
                "the revision belongs to another [history](../safety.md#histories) of the cluster";
            case NOT_LEADER -> "another node leads";
            case READ_TIMEOUT -> "no majority confirmed in time that the read is up to date";
            case CHANGE_IN_FLIGHT -> "another membership change is in flight, or the members have changed meanwhile";
            case UNSAFE_CHANGE -> "the membership change would leave no majority that answers";
            case WATCHER_TOO_SLOW -> "the watcher left too many changes unread";
        };
    }

    private static String then(Problem problem) {
        return switch (problem) {
            case UNAVAILABLE, STOPPED -> "try again, at another node too";
            case NOT_LEADER -> "ask the leader that the answer names";
            case OVERLOADED -> "wait, then send less at a time";
            case NO_SPACE -> "free space on the disks, or delete keys";
            case OUTCOME_UNKNOWN -> "read the keys before you send it again";
            case INVALID_REQUEST -> "change the request";
            case COMPACTED, OTHER_INCARNATION -> "read the present state, and go on from its revision";
            case FUTURE_REVISION -> "wait until it is written";
            case LEASE_NOT_FOUND -> "grant a new lease";
            case UNEXPECTED -> "read the keys before you send it again, and report the log";
            case READ_TIMEOUT -> "try again";
            case CHANGE_IN_FLIGHT -> "look at the members, then try again";
            case UNSAFE_CHANGE -> "start the nodes that do not answer";
            case WATCHER_TOO_SLOW -> "watch again from the last revision that was read";
        };
    }

    private static String inJava(Problem problem) {
        SimulatedTime time = new SimulatedTime();
        ClientSettings settings = ClientSettings.STANDARD.withExactlyOnce(false);
        AsyncClient client = EngineClient.driven(new Failing(problem), settings, time);
        CompletableFuture<?> put = client.put(Bytes.utf8("key"), Bytes.utf8("value"));
        time.runUntil(put::isDone);
        client.close();
        AtomicReference<String> name = new AtomicReference<>("");
        var unused =
                put.whenComplete((done, failure) -> name.set(failure.getClass().getSimpleName()));
        return name.get();
    }

    /** The time of a client: it passes when there is nothing to do. */
    private static final class SimulatedTime implements ClientDriver {
        private record Task(long dueNanos, long number, Runnable body) {}

        private final PriorityQueue<Task> tasks =
                new PriorityQueue<>(Comparator.comparing(Task::dueNanos).thenComparing(Task::number));
        private long nowNanos;
        private long number;

        void runUntil(BooleanSupplier done) {
            while (!done.getAsBoolean()) {
                Task next = tasks.remove();
                nowNanos = next.dueNanos();
                next.body().run();
            }
        }

        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public void after(long delayNanos, Runnable task) {
            tasks.add(new Task(nowNanos + delayNanos, number++, task));
        }

        @Override
        public double chance() {
            return 0.5;
        }
    }

    /** Answers each call with the same failure. */
    private record Failing(Problem problem) implements TestTarget {
        @Override
        public CompletableFuture<Answer> call(Call call) {
            return CompletableFuture.completedFuture(new Answer.Failed(problem, "it failed."));
        }
    }
}
