package io.dengine.server.grpc;

import io.dengine.api.Subscription;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.node.NodeOperations;
import io.dengine.wire.client.MembershipSnapshot;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the committed members to one client, at once and after each change. A slow client skips outdated
 * configurations.
 */
final class MembershipPump extends StreamPump<MembershipSnapshot> {
    private static final Subscription NOTHING = () -> {};

    private final NodeOperations node;
    private final AtomicReference<Subscription> subscription = new AtomicReference<>(NOTHING);
    private @Nullable MembershipSnapshot sent; // owned by the run in progress

    MembershipPump(NodeOperations node, ServerCallStreamObserver<MembershipSnapshot> client, StreamSetting setting) {
        super(client, setting);
        this.node = node;
    }

    void subscribe() {
        subscription.set(node.onCommittedConfiguration(this::wake));
        open();
    }

    @Override
    @Nullable
    MembershipSnapshot next() {
        MembershipSnapshot now = encode(node.committedConfiguration());
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

    private static MembershipSnapshot encode(Configuration committed) {
        MembershipSnapshot.Builder snapshot = MembershipSnapshot.newBuilder().setCommittedIndex(committed.index());
        for (Member member : committed.members()) {
            if (member.isVoter()) {
                snapshot.addMembers(member.id());
            } else {
                snapshot.addLearners(member.id());
            }
        }
        return snapshot.build();
    }
}
