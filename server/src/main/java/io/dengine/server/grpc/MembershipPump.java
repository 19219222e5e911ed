package io.dengine.server.grpc;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.api.Subscription;
import io.dengine.call.CallTarget;
import io.dengine.wire.client.MembershipSnapshot;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends the members to one client, at once and after each change. A slow client skips outdated configurations. */
final class MembershipPump extends StreamPump<MembershipSnapshot> {
    private static final Subscription NOTHING = () -> {};

    private final CallTarget target;
    private final AtomicReference<Subscription> subscription = new AtomicReference<>(NOTHING);
    private @Nullable MembershipSnapshot sent; // owned by the run in progress

    MembershipPump(CallTarget target, ServerCallStreamObserver<MembershipSnapshot> client, StreamSetting setting) {
        super(client, setting);
        this.target = target;
    }

    void subscribe() {
        subscription.set(target.onClusterChange(cluster -> wake()));
        open();
    }

    @Override
    @Nullable
    MembershipSnapshot next() {
        MembershipSnapshot now = encode(target.cluster());
        if (now.equals(sent)) {
            return null;
        }
        sent = now;
        return now;
    }

    @Override
    @Nullable
    Status end() {
        return null;
    }

    @Override
    void closeSource() {
        subscription.getAndSet(NOTHING).close();
    }

    private static MembershipSnapshot encode(ClusterView cluster) {
        MembershipSnapshot.Builder snapshot =
                MembershipSnapshot.newBuilder().setCommittedIndex(cluster.configurationIndex());
        for (MemberView member : cluster.members()) {
            if (member.role() == MemberView.Role.VOTER) {
                snapshot.addMembers(member.id());
            } else {
                snapshot.addLearners(member.id());
            }
        }
        return snapshot.build();
    }
}
