package io.dengine.embedded;

import io.dengine.api.Subscription;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Node;
import io.dengine.node.ClusterViews;
import io.dengine.node.CommittedMembers;
import io.dengine.node.LocalMember;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The listeners for the leader and the members. Thread-safe. */
final class Observers {
    private final Node node;
    private final CommittedMembers committed;
    private final CopyOnWriteArrayList<Observation<?>> observations = new CopyOnWriteArrayList<>();

    Observers(LocalMember member) {
        this.node = member.node();
        this.committed = member.committedMembers();
        node.onStatusChange(status -> look());
        var unused = committed.listen(this::look);
    }

    private void look() {
        observations.forEach(Observation::look);
    }

    Optional<Leader> leader() {
        CoreStatus status = node.status();
        return status.leaderId() == CoreStatus.NO_LEADER
                ? Optional.empty()
                : Optional.of(new Leader(status.leaderId(), status.term()));
    }

    Subscription onLeader(Consumer<? super Optional<Leader>> listener) {
        return observe(this::leader, listener);
    }

    Subscription onMembers(Consumer<? super Members> listener) {
        return observe(() -> members(committed.now()), listener);
    }

    private <T> Subscription observe(Supplier<T> value, Consumer<? super T> listener) {
        Observation<T> observation = new Observation<>(value, listener);
        observations.add(observation);
        observation.onClose(() -> observations.remove(observation));
        observation.look();
        return observation;
    }

    static Members members(Configuration configuration) {
        return new Members(ClusterViews.members(configuration), configuration.index());
    }
}
