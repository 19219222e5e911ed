package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A lock that either one writer or any number of readers hold, fair: a reader that comes after a writer waits for it,
 * so that neither readers nor writers starve.
 *
 * <p>As with {@link Lock}, what is held belongs to the {@link Held}: nothing is reentrant, and a reader cannot become a
 * writer without giving back first. Its keys begin with its name and {@code /.rwlock/}. A writer watches only the one
 * right before it, a reader the last writer before it.
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

    /** The lock of this name, in a session of its own. */
    public static ReadWriteLock of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** The lock of this name, held in {@code session}. */
    public static ReadWriteLock of(Session session, String name) {
        return new ReadWriteLock(session, name);
    }

    /** For those who only read. */
    public Mode readLock() {
        return readLock;
    }

    /** For those who change. */
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

    /** One of the two ways to hold it. */
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

        /** Waits for as long as it takes. As {@link Lock#acquire}. */
        public Held acquire() throws InterruptedException {
            return Waiting.on(turn().take());
        }

        /** As {@link #acquire}. Cancelling the future gives up the place in line. */
        public CompletableFuture<Held> acquireAsync() {
            return turn().on(Waiting.APART).take();
        }

        /** Takes it if nobody is in the way. As {@link Lock#tryAcquire()}. */
        public Optional<Held> tryAcquire() throws InterruptedException {
            return tryAcquire(Duration.ZERO);
        }

        /** Waits no longer than {@code timeout}; empty if it did not come in that time. */
        public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
            return Waiting.on(turn().take(timeout));
        }

        /** As {@link #tryAcquire(Duration)}. Cancelling the future gives up the place in line. */
        public CompletableFuture<Optional<Held>> tryAcquireAsync(Duration timeout) {
            return turn().on(Waiting.APART).take(timeout);
        }

        private Turn<Held> turn() {
            return new Turn<>(session, line.gate(rule, value), Held::new);
        }
    }
}
