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
 * A leader election. One of several candidates leads at a time, in the order in which they started to campaign. When
 * the leader resigns or dies, the next candidate leads.
 *
 * <pre>{@code
 *   try (Leadership leadership = LeaderElection.of(client, "scheduler").campaign("10.0.0.7:8080")) {
 *       while (leadership.isHeld()) { ... }
 *   }
 * }</pre>
 *
 * <p>{@link #run} offers the same with callbacks, for a candidate that campaigns again and again. The keys begin with
 * the name and {@code /.election/}. A candidate watches only the candidate right before it. Thread-safe.
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

    /** Returns the election of this name, in a session of its own. */
    public static LeaderElection of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** Returns the election of this name, in {@code session}. */
    public static LeaderElection of(Session session, String name) {
        return new LeaderElection(session, name);
    }

    String name() {
        return name;
    }

    /**
     * Becomes a candidate and waits until it leads. Throws the exceptions of {@link Lock#acquire}.
     *
     * @param value the value that observers see once this candidate leads
     */
    public Leadership campaign(String value) throws InterruptedException {
        return Waiting.on(turn(value).take());
    }

    /** Asynchronous variant of {@link #campaign}. Cancelling the future withdraws the candidate. */
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
     * Campaigns again and again until the returned candidacy is closed. A thread of the candidacy's own waits and calls
     * {@code listener}.
     */
    public Candidacy run(String value, ElectionListener listener) {
        return new Candidacy(this, value, listener).start();
    }

    /** Returns the current leader (linearizable read), or empty if there is no candidate. */
    public Optional<Leader> leader() {
        return first(session.client().blocking().await(line.all()));
    }

    /**
     * Calls {@code listener} with the current leader and after each change of the leader or of its proclaimed value.
     * One call at a time, on threads of the common pool; if changes come quickly, the listener may see only the latest
     * state. Resumes after failures until the result or the client is closed.
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
