package io.dengine.server.grpc;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.server.api.KvFacade;
import io.dengine.wire.client.MembershipSnapshot;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends the members to one client, at once and after each change. A slow client skips outdated configurations. */
final class MembershipPump extends StreamPump<MembershipSnapshot> {
    private static final AutoCloseable NOTHING = () -> {};

    private final KvFacade facade;
    private final AtomicReference<AutoCloseable> subscription = new AtomicReference<>(NOTHING);
    private @Nullable MembershipSnapshot sent; // owned by the run in progress

    MembershipPump(KvFacade facade, ServerCallStreamObserver<MembershipSnapshot> client, StreamSetting setting) {
        super(client, setting);
        this.facade = facade;
    }

    void subscribe() {
        subscription.set(facade.onMembersChange(members -> wake()));
        open();
    }

    @Override
    @Nullable
    MembershipSnapshot next() {
        MembershipSnapshot now = encode(facade.members());
        if (now.equals(sent)) {
            return null;
        }
        sent = now;
        return now;
    }

    @Override
    @Nullable
    String end() {
        return null;
    }

    @Override
    void closeSource() {
        try {
            subscription.getAndSet(NOTHING).close();
        } catch (Exception e) {
            throw new IllegalStateException("a membership listener could not be removed", e);
        }
    }

    private static MembershipSnapshot encode(Configuration members) {
        MembershipSnapshot.Builder snapshot = MembershipSnapshot.newBuilder().setCommittedIndex(members.index());
        for (Member member : members.members()) {
            if (member.isVoter()) {
                snapshot.addMembers(member.id());
            } else {
                snapshot.addLearners(member.id());
            }
        }
        return snapshot.build();
    }
}
