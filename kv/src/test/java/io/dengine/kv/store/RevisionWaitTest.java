package io.dengine.kv.store;

import static io.dengine.kv.Script.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class RevisionWaitTest {
    private final Script script = new Script();
    private final KvStore store = script.store;

    @Test
    void whatIsReachedIsNotWaitedFor() {
        script.apply(put("a", "1"));
        assertThat(store.whenRevision(0)).isCompleted();
        assertThat(store.whenRevision(1)).isCompleted();
    }

    @Test
    void aReaderWaitsUntilItsRevisionIsVisibleAndNoLonger() {
        CompletableFuture<Void> second = store.whenRevision(2);
        CompletableFuture<Long> seen = store.whenRevision(3).thenApply(nothing -> store.revision());
        script.apply(put("a", "1"));
        assertThat(second).isNotDone();
        script.apply(put("a", "2"));
        assertThat(second).isCompleted();
        assertThat(seen).isNotDone();
        script.apply(put("a", "3"));
        assertThat(seen).isCompletedWithValue(3L);
    }

    @Test
    void manyWaitForOneRevision() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(store.whenRevision(1));
        }
        script.apply(put("a", "1"));
        assertThat(waiting).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whoeverGivesUpIsForgotten() {
        RevisionWaiters waiters = new RevisionWaiters();
        CompletableFuture<Void> canceled = waiters.add(5);
        CompletableFuture<Void> late = waiters.add(5);
        CompletableFuture<Void> patient = waiters.add(6);
        assertThat(canceled.cancel(false)).isTrue();
        late.completeExceptionally(new IllegalStateException("too late"));
        assertThat(waiters.size()).isEqualTo(1);
        waiters.reached(6);
        assertThat(patient).isCompleted();
        assertThat(waiters.size()).isZero();
    }

    @Test
    void aStateThatCameWholeCountsAsReached() throws IOException {
        script.apply(put("a", "1"));
        script.apply(put("a", "2"));
        try (KvStore other = new KvStore(KvConfig.STANDARD);
                StateView view = store.freeze();
                StateRestore restore = other.restore()) {
            CompletableFuture<Void> second = other.whenRevision(2);
            CompletableFuture<Void> third = other.whenRevision(3);
            for (Bytes part = view.next(); part != null; part = view.next()) {
                restore.add(part);
            }
            restore.finish();
            assertThat(second).isCompleted();
            assertThat(third).isNotDone();
        }
    }

    @Test
    void aClosedStoreReachesNothingMore() {
        CompletableFuture<Void> before = store.whenRevision(1);
        store.close();
        assertThatThrownBy(before::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(store.whenRevision(1)).isCompletedExceptionally();
    }

    @Test
    void nobodyIsMissedWhileTheStoreGoesOn() throws InterruptedException {
        int revisions = 20_000;
        List<Thread> readers = new ArrayList<>();
        List<CompletableFuture<Long>> outcomes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Long> outcome = new CompletableFuture<>();
            outcomes.add(outcome);
            readers.add(Thread.ofVirtual().start(() -> outcome.complete(follow(revisions))));
        }
        for (int i = 0; i < revisions; i++) {
            script.apply(put("a", "v"));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(outcomes).allMatch(outcome -> outcome.join() >= revisions);
    }

    /** Waits for one revision after another, and gives up on some. Returns the newest that it saw. */
    private long follow(int upTo) {
        long seen = 0;
        while (seen < upTo) {
            long wanted = Math.min(upTo, seen + 1 + ThreadLocalRandom.current().nextInt(3));
            var givenUp = store.whenRevision(wanted).cancel(false);
            store.whenRevision(wanted).join();
            seen = store.revision();
            assertThat(seen).isGreaterThanOrEqualTo(wanted);
        }
        return seen;
    }
}
