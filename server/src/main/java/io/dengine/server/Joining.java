package io.dengine.server;

import io.dengine.core.membership.Member;
import io.dengine.embedded.LocalNodeConfig;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.server.api.AdminAnswer;
import io.dengine.server.api.AdminClient;
import io.dengine.server.api.ErrorCode;
import io.dengine.server.config.ServerConfig.Identity;
import io.dengine.server.log.OperatorLog;
import io.dengine.transport.ClusterId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a node without data becomes a member: it asks those that its file names, one after the other, until one has had
 * it admitted. Only then does it know which cluster it is in, and opens its data directory in the name of that one.
 */
final class Joining {
    private static final int CLUSTER_ID_DIGITS = 32;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Identity identity;
    private final OperatorLog operator;
    private final AdminClient client = new AdminClient();
    private final SplittableRandom jitter = new SplittableRandom();

    Joining(Identity identity, OperatorLog operator) {
        this.identity = identity;
        this.operator = operator;
    }

    /**
     * Waits until the node is admitted. Returns the settings to open it with.
     *
     * @throws StartFailure if {@code stop} completes before
     */
    LocalNodeConfig await(LocalNodeConfig settings, CompletableFuture<?> stop) throws StartFailure {
        List<String> members = membersToAsk();
        AdminRequest.Join request = new AdminRequest.Join(
                identity.nodeId(),
                identity.self().address(),
                identity.self().role() == Member.Role.PROMOTABLE,
                true,
                AdminRequest.ANY_INDEX);
        operator.joining(request.address(), String.join(", ", members));
        for (int attempt = 0; ; attempt++) {
            String member = members.get(attempt % members.size());
            try {
                return admitted(settings, client.askToJoin(member, request).join());
            } catch (CompletionException | IllegalArgumentException e) {
                long pauseMillis = pauseMillis(attempt / members.size());
                String why = ErrorCode.causeOf(e).getMessage();
                operator.notAdmitted(member, String.valueOf(why), pauseMillis);
                pause(pauseMillis, stop);
            }
        }
    }

    private List<String> membersToAsk() throws StartFailure {
        List<String> addresses = new ArrayList<>();
        for (Member member : identity.initialMembers()) {
            if (member.id() != identity.nodeId()) {
                addresses.add(member.address());
            }
        }
        if (addresses.isEmpty()) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "it is to join a cluster, but initial_cluster names no member of one that it could ask");
        }
        return addresses;
    }

    private LocalNodeConfig admitted(LocalNodeConfig settings, AdminAnswer answer) {
        String id = answer.clusterId();
        if (id.length() != CLUSTER_ID_DIGITS || !answer.configuration().contains(identity.nodeId())) {
            throw new IllegalArgumentException("It does not say which cluster this is, or who belongs to it.");
        }
        List<Member> members = answer.configuration().members();
        List<String> names = new ArrayList<>();
        members.forEach(member -> names.add(member.id() + " at " + member.address()));
        operator.joined(id, String.join(", ", names));
        ClusterId cluster = new ClusterId(
                HexFormat.fromHexDigitsToLong(id, 0, CLUSTER_ID_DIGITS / 2),
                HexFormat.fromHexDigitsToLong(id, CLUSTER_ID_DIGITS / 2, CLUSTER_ID_DIGITS));
        return settings.admittedTo(cluster, members);
    }

    private long pauseMillis(int round) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(round, 10));
        return pause / 2 + jitter.nextLong(pause / 2 + 1);
    }

    private static void pause(long millis, CompletableFuture<?> stop) throws StartFailure {
        try {
            stop.get(millis, TimeUnit.MILLISECONDS);
            throw new StartFailure(ExitCode.CLEAN, "it was asked to stop before any cluster had admitted it");
        } catch (TimeoutException e) {
            // Nobody wants this node to stop: it asks the next member.
        } catch (ExecutionException e) {
            throw new StartFailure(ExitCode.FAILED, "waiting to be admitted failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.FAILED, "it was interrupted before any cluster had admitted it");
        }
    }
}
