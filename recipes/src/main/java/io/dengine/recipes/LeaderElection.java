package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.api.Subscription;
import io.dengine.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One of several candidates leads at a time, in the order in which they stood. When it resigns or dies, the next one
 * leads.
 *
 * <pre>{@code
 *   try (Leadership leadership = LeaderElection.of(client, "scheduler").campaign("10.0.0.7:8080")) {
 *       while (leadership.isHeld()) { ... }
 *   }
 * }</pre>
 *
 * <p>Or with callbacks, for a candidate that stands again and again: {@link #run}. Its keys begin with its name and
 * {@code /.election/}. A candidate watches only the one right before it.
 */
public final class LeaderElection {
    private final Session session;
    private final Line line;
    private final String name;

    private LeaderElection(Session session, String name) {
        this.session = session;
        this.line = new Line(session.client(), Names.prefix(name, "election"));
        this.name = name;
    }

    /** The election of this name, in a session of its own. */
    public static LeaderElection of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** The election of this name, in {@code session}. */
    public static LeaderElection of(Session session, String name) {
        return new LeaderElection(session, name);
    }

    String name() {
        return name;
    }

    /**
     * Stands as a candidate, and waits until it leads. The exceptions are those of {@link Lock#acquire}.
     *
     * @param value what observers shall see of this candidate once it leads
     */
    public Leadership campaign(String value) throws InterruptedException {
        return Waiting.on(turn(value).take());
    }

    /** As {@link #campaign}. Cancelling the future withdraws the candidate. */
    public CompletableFuture<Leadership> campaignAsync(String value) {
        return turn(value).on(Waiting.APART).take();
    }

    CompletableFuture<Leadership> campaignAtOnce(String value) {
        return turn(value).take();
    }

    private Turn<Leadership> turn(String value) {
        return new Turn<>(session, line.gate(Rule::exclusive, Bytes.utf8(value)), Leadership::new);
    }

    /**
     * Stands as a candidate again and again, until what is answered is closed. A thread of its own waits, and calls
     * {@code listener}.
     */
    public Candidacy run(String value, ElectionListener listener) {
        return new Candidacy(this, value, listener).start();
    }

    /** Who leads, linearizably; empty if there is no candidate. */
    public Optional<Leader> leader() {
        return first(session.client().blocking().await(line.all()));
    }

    /**
     * Calls {@code listener} with who leads now, and after each change: of the leader, or of what it proclaims. One
     * call at a time, on threads of the common pool; where changes come quickly it sees only the last. Goes on by
     * itself after failures, until it or the client is closed.
     */
    public Subscription observe(Consumer<Optional<Leader>> listener) {
        PrefixView view = new PrefixView(session.client(), line.range());
        AtomicReference<Optional<Leader>> shown = new AtomicReference<>();
        var unused = view.onChange(snapshot -> {
            List<KeyValue> standing = line.inOrder(snapshot.rows().values());
            Optional<Leader> leader = first(standing);
            if (!leader.equals(shown.getAndSet(leader))) {
                listener.accept(leader);
            }
        });
        return view.start();
    }

    private static Optional<Leader> first(List<KeyValue> standing) {
        return standing.stream().findFirst().map(row -> new Leader(row.valueText(), row.createRevision()));
    }
}
