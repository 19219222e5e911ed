package io.dengine.node.membership;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.CallProblems;
import io.dengine.transport.ClusterId;
import io.dengine.transport.PeerQuestion;
import java.util.concurrent.CompletableFuture;

/** Answers operators' requests that other nodes forward, and the requests of nodes that join. */
public final class OperatorAnswers implements PeerQuestion.Listener {
    private final ClusterId cluster;
    private final MemberChanges changes;

    /** Creates the answers of a member of {@code cluster}. */
    public OperatorAnswers(ClusterId cluster, MemberChanges changes) {
        this.cluster = cluster;
        this.changes = changes;
    }

    /** Answers an unauthenticated node: only a request to join is executed. */
    @Override
    public CompletableFuture<Bytes> answer(Bytes encoded) {
        return answer(encoded, false);
    }

    @Override
    public CompletableFuture<Bytes> answerMember(Bytes encoded) {
        return answer(encoded, true);
    }

    private CompletableFuture<Bytes> answer(Bytes encoded, boolean fromMember) {
        OperatorCodec.Question question;
        try {
            question = OperatorCodec.decodeQuestion(encoded);
        } catch (MalformedBytesException e) {
            return CompletableFuture.completedFuture(OperatorCodec.encodeRefused(new RefusedException(
                    Refusal.BAD_REQUEST,
                    CoreStatus.NO_LEADER,
                    "The question cannot be understood: " + e.getMessage() + ". Nothing was changed.")));
        }
        if (question.cluster() != null && !question.cluster().equals(cluster)) {
            return CompletableFuture.completedFuture(OperatorCodec.encodeRefused(new RefusedException(
                    Refusal.BAD_REQUEST,
                    CoreStatus.NO_LEADER,
                    "The question is for cluster " + question.cluster() + ", this node belongs to " + cluster
                            + ". Nothing was changed.")));
        }
        AdminRequest request = question.request();
        if (request == null) {
            return CompletableFuture.completedFuture(
                    OperatorCodec.encodeDone(new MembershipView(cluster, changes.members())));
        }
        if (!fromMember && (question.relayed() || !(request instanceof AdminRequest.Join))) {
            return CompletableFuture.completedFuture(OperatorCodec.encodeRefused(new RefusedException(
                    Refusal.BAD_REQUEST,
                    CoreStatus.NO_LEADER,
                    "Only members may ask for this, on their own connections. Nothing was changed.")));
        }
        CompletableFuture<Configuration> done =
                question.relayed() ? changes.executeHere(request) : changes.execute(request);
        return done.thenApply(members -> OperatorCodec.encodeDone(new MembershipView(cluster, members)))
                .exceptionallyCompose(failure -> refused(CallProblems.causeOf(failure)));
    }

    private static CompletableFuture<Bytes> refused(Throwable cause) {
        return cause instanceof RefusedException refused
                ? CompletableFuture.completedFuture(OperatorCodec.encodeRefused(refused))
                : CompletableFuture.failedFuture(cause);
    }
}
