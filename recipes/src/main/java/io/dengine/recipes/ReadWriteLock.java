package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A distributed lock that is held either by one writer or by any number of readers. It is fair: a reader that arrives
 * after a writer waits for it, so neither readers nor writers starve.
 *
 * <p>As with {@link Lock}, the {@link Held} holds the lock, not a thread. Nothing is reentrant, and a reader must
 * release before it can become a writer. The keys begin with the name and {@code /.rwlock/}. A writer watches only the
 * key right before its own, a reader only the last writer before it. Thread-safe.
 */
public final class ReadWriteLock {
    private static final Bytes READER = Bytes.utf8("r");
    private static final Bytes WRITER = Bytes.utf8("w");

    private final Mode readLock;
    private final Mode writeLock;

    private ReadWriteLock(Session session, String name) {
        Line line = new Line(session.client(), Names.prefix(name, "rwlock"));
        this.readLock = new Mode(session, line, ReadWriteLock::judgeReader, READER);
        this.writeLock = new Mode(session, line, Rule::exclusive, WRITER);
    }

    /** Returns the lock of this name, in a session of its own. */
    public static ReadWriteLock of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** Returns the lock of this name, held in {@code session}. */
    public static ReadWriteLock of(Session session, String name) {
        return new ReadWriteLock(session, name);
    }

    /** Returns the lock for readers. */
    public Mode readLock() {
        return readLock;
    }

    /** Returns the lock for writers. */
    public Mode writeLock() {
        return writeLock;
    }

    private static Rule.Verdict judgeReader(List<KeyValue> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            if (!before.get(i).value().equals(READER)) {
                return Rule.behind(before.get(i));
            }
        }
        return new Rule.Verdict.Granted();
    }

    /** The lock for readers or the lock for writers. */
    public static final class Mode {
        private final Session session;
        private final Line line;
        private final Rule rule;
        private final Bytes value;

        private Mode(Session session, Line line, Rule rule, Bytes value) {
            this.session = session;
            this.line = line;
            this.rule = rule;
            this.value = value;
        }

        /** Waits for the lock without a time limit, see {@link Lock#acquire}. */
        public Held acquire() throws InterruptedException {
            return Waiting.on(turn().take());
        }

        /** Asynchronous variant of {@link #acquire}. Cancelling the future leaves the line. */
        public CompletableFuture<Held> acquireAsync() {
            return turn().on(Waiting.APART).take();
        }

        /** Acquires the lock if no other client prevents it, see {@link Lock#tryAcquire()}. */
        public Optional<Held> tryAcquire() throws InterruptedException {
            return tryAcquire(Duration.ZERO);
        }

        /**
         * Waits for the lock, at most {@code timeout}; empty if it was taken all that time, see {@link
         * Lock#tryAcquire(Duration)}.
         */
        public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
            return Waiting.on(turn().take(timeout));
        }

        /** Asynchronous variant of {@link #tryAcquire(Duration)}. Cancelling the future leaves the line. */
        public CompletableFuture<Optional<Held>> tryAcquireAsync(Duration timeout) {
            return turn().on(Waiting.APART).take(timeout);
        }

        private Turn<Held> turn() {
            return new Turn<>(session, line.gate(rule, value), Held::new);
        }
    }
}
