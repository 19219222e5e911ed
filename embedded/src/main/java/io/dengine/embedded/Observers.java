package io.dengine.embedded;

import io.dengine.api.Subscription;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Node;
import io.dengine.node.ClusterViews;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The listeners for the leader and the members. Thread-safe. */
final class Observers {
    private final Node node;
    private final CopyOnWriteArrayList<Observation<?>> observations = new CopyOnWriteArrayList<>();

    Observers(Node node) {
        this.node = node;
        node.onStatusChange(status -> look());
        node.onConfigurationChange(configuration -> look());
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
        return observe(new CommittedMembers(), listener);
    }

    private <T> Subscription observe(Supplier<T> value, Consumer<? super T> listener) {
        Observation<T> observation = new Observation<>(value, listener);
        observations.add(observation);
        observation.onClose(() -> observations.remove(observation));
        observation.look();
        return observation;
    }

    /** The committed members: the configuration in force, without changes that may still be undone. */
    private final class CommittedMembers implements Supplier<Members> {
        private Members last = members(node.configuration());

        @Override
        public Members get() {
            Configuration inForce = node.configuration();
            if (inForce.index() <= node.commitIndex()) {
                last = members(inForce);
            }
            return last;
        }
    }

    static Members members(Configuration configuration) {
        return new Members(ClusterViews.members(configuration), configuration.index());
    }
}
