package io.dengine.node;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.api.Subscription;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.port.StateMachine;
import io.dengine.kv.store.KvStore;
import io.dengine.transport.ClusterId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** This node's view of the cluster, and its listeners. Thread-safe. */
public final class ClusterViews {
    private final Node node;
    private final String clusterId;
    private final CopyOnWriteArrayList<Consumer<ClusterView>> listeners = new CopyOnWriteArrayList<>();

    private final LongSupplier incarnation;
    private final ReentrantLock telling = new ReentrantLock();

    /** The last view that was reported; guarded by the lock. */
    private @Nullable ClusterView told;

    ClusterViews(Node node, ClusterId cluster, StateMachine machine) {
        this.node = node;
        this.clusterId = cluster.toString();
        if (machine instanceof KvStore store) {
            incarnation = store::incarnation;
            store.onIncarnation(this::changed);
        } else {
            incarnation = () -> 0;
        }
        node.onStatusChange(status -> changed());
        node.onConfigurationChange(configuration -> changed());
    }

    ClusterView now() {
        CoreStatus status = node.status();
        Configuration configuration = node.configuration();
        return new ClusterView(
                clusterId,
                status.term(),
                status.leaderId(),
                members(configuration),
                configuration.index(),
                incarnation.getAsLong());
    }

    /** Returns the members as clients see them. */
    public static List<MemberView> members(Configuration configuration) {
        List<MemberView> members = new ArrayList<>(configuration.members().size());
        for (Member member : configuration.members()) {
            members.add(new MemberView(member.id(), member.address(), role(member.role())));
        }
        return members;
    }

    private static MemberView.Role role(Member.Role role) {
        return switch (role) {
            case VOTER, INCOMING, OUTGOING -> MemberView.Role.VOTER;
            case PROMOTABLE -> MemberView.Role.LEARNER;
            case READ_ONLY -> MemberView.Role.READ_ONLY;
        };
    }

    Subscription listen(Consumer<ClusterView> listener) {
        // Wrapped, so that closing one subscription of a listener that subscribed twice removes only that one.
        Consumer<ClusterView> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    private void changed() {
        telling.lock();
        try {
            ClusterView view = now();
            if (!view.equals(told)) {
                told = view;
                listeners.forEach(listener -> listener.accept(view));
            }
        } finally {
            telling.unlock();
        }
    }
}
