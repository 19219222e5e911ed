package io.dengine.simulator.run;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.bytes.ClockDrift;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.kv.store.KvStore;
import io.dengine.simulator.run.SimHost.Process;
import java.util.ArrayList;
import java.util.List;

/** The port on which one run of the node program serves clients of the native protocol, until the run ends. */
final class ClientPort {
    private static final String CLUSTER_ID = "0".repeat(32);

    private final World world;
    private final SimHost host;
    private final Process process;
    private final KvStore store;
    private final List<ServedClient> clients = new ArrayList<>();
    private boolean ended;

    ClientPort(World world, SimHost host, Process process) {
        this.world = world;
        this.host = host;
        this.process = process;
        this.store = ((KvTruthStore) process.store()).store();
        process.node().onStatusChange(status -> clusterChanged());
        process.node().onConfigurationChange(configuration -> clusterChanged());
        store.onIncarnation(this::clusterChanged);
    }

    private void clusterChanged() {
        List.copyOf(clients).forEach(ServedClient::clusterChanged);
    }

    World world() {
        return world;
    }

    SimHost host() {
        return host;
    }

    KvStore store() {
        return store;
    }

    CallDesk desk() {
        return new CallDesk(process.node(), store);
    }

    boolean hasEnded() {
        return ended;
    }

    ClockDrift clockDrift() {
        return new ClockDrift(Swarm.DRIFT_PARTS_PER_MILLION);
    }

    ServedClient accept(ClientStream stream) {
        ServedClient client = new ServedClient(this, stream);
        clients.removeIf(ServedClient::isGone);
        clients.add(client);
        return client;
    }

    /** Returns the cluster as this node reports it. */
    ClusterView cluster() {
        CoreStatus status = process.node().status();
        Configuration configuration = process.node().configuration();
        List<MemberView> members = new ArrayList<>();
        for (Member member : configuration.members()) {
            members.add(new MemberView(member.id(), ClientNetwork.address(member.id()), role(member.role())));
        }
        return new ClusterView(
                CLUSTER_ID, status.term(), status.leaderId(), members, configuration.index(), store.incarnation());
    }

    private static MemberView.Role role(Member.Role role) {
        return switch (role) {
            case VOTER, INCOMING, OUTGOING -> MemberView.Role.VOTER;
            case PROMOTABLE -> MemberView.Role.LEARNER;
            case READ_ONLY -> MemberView.Role.READ_ONLY;
        };
    }

    /** Closes the port during a clean shutdown of the node, and notifies the clients. */
    void leave() {
        clients.forEach(ServedClient::leave);
    }

    /** Closes the port at the end of the process. Clients receive no notice if the machine lost power. */
    void end(boolean silently) {
        ended = true;
        clients.forEach(client -> client.processEnded(silently));
    }
}
