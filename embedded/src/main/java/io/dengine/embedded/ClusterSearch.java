package io.dengine.embedded;

import io.dengine.core.membership.Member;
import io.dengine.node.NodeDisks;
import io.dengine.transport.CallerWatch;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a node without data begins a cluster, it looks whether it is a member of one already: its disk may be lost. It
 * asks the members that its configuration names. One that knows of none listens for a moment, since the members of a
 * cluster that it once belonged to go on calling it.
 */
public final class ClusterSearch {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSearch.class);
    private static final long ANSWER_MILLIS = 1_500;

    /** Longer than the longest pause after which a peer calls again. */
    private static final long LISTEN_MILLIS = 1_250;

    private static final long STEP_MILLIS = 25;

    private final LocalNodeConfig settings;
    private final OperatorCalls calls;

    public ClusterSearch(LocalNodeConfig settings, OperatorCalls calls) {
        this.settings = settings;
        this.calls = calls;
    }

    /**
     * The settings with which the node starts: those that it was given, or those of the cluster that it is a member of.
     *
     * @param port where peers call, and nothing else is served yet; null for a node that nobody can reach
     * @throws IOException if the node must not start; the message says why, and what to do
     * @throws InterruptedException if the thread is interrupted; nothing was changed then
     */
    public LocalNodeConfig settle(@Nullable PeerListener port) throws IOException, InterruptedException {
        int nodeId = settings.node().core().nodeId();
        if (NodeDisks.hasData(settings.dataDirectory()) || !settings.bootstrap().isVoter(nodeId)) {
            return settings;
        }
        CallerWatch watch = new CallerWatch(nodeId);
        if (port != null) {
            port.tellCallersTo(watch); // others that search at the same time are not kept waiting, either
        }
        Set<String> addresses = new LinkedHashSet<>();
        for (Member member : settings.initialMembers()) {
            if (member.id() != nodeId) {
                addresses.add(member.address());
            }
        }
        if (addresses.isEmpty() && port != null) {
            addresses.addAll(callers(watch));
        }
        Admission found = new Founding(nodeId, settings.cluster(), settings.initialMembers()).decide(ask(addresses));
        if (found == null) {
            return settings;
        }
        LOG.info("This node is a member of cluster {} already, and goes on in it with an empty disk", found.cluster());
        return settings.admittedTo(found.cluster(), found.members().members());
    }

    private static Set<String> callers(CallerWatch watch) throws InterruptedException {
        for (long waited = 0; waited < LISTEN_MILLIS && watch.callers().isEmpty(); waited += STEP_MILLIS) {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
        Set<String> addresses = new LinkedHashSet<>();
        for (PeerIdentity caller : watch.callers()) {
            addresses.add(caller.address());
        }
        return addresses;
    }

    private List<Admission> ask(Set<String> addresses) throws InterruptedException {
        List<CompletableFuture<Admission>> asked = new ArrayList<>();
        for (String address : addresses) {
            asked.add(calls.askForMembers(address));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]));
        try {
            all.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Who does not answer knows of no cluster: then this node begins one that waits for it.
        }
        List<Admission> answers = new ArrayList<>();
        for (CompletableFuture<Admission> one : asked) {
            if (one.isDone() && !one.isCompletedExceptionally()) {
                answers.add(one.join());
            }
        }
        return answers;
    }
}
