package io.dengine.node.join;

import io.dengine.core.membership.Member;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.membership.MembershipView;
import io.dengine.node.membership.OperatorCalls;
import io.dengine.node.start.NodeDisks;
import io.dengine.transport.CallerPort;
import io.dengine.transport.CallerWatch;
import io.dengine.transport.PeerIdentity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether a node without data is already a member of a cluster, since its disk may be lost, before the node
 * bootstraps a new one. The node asks the members in its configuration. If the configuration names no other member, it
 * listens for a while, since members of a cluster that it once belonged to keep connecting to it. It does not bootstrap
 * a cluster before every node that connected has answered.
 */
public final class ClusterSearch {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSearch.class);
    private static final long ANSWER_MILLIS = 1_500;

    private static final long STEP_MILLIS = 25;

    /** Time for busy callers to identify themselves. */
    private static final long MARGIN_MILLIS = 250;

    /** The number of further steps in which a caller that has connected may identify itself. */
    private static final int CALL_STEPS = 320;

    /** The number of requests to each caller, and the number of steps between them. */
    private static final int QUESTIONS = 10;

    private static final int REST_STEPS = 20;

    private final LocalNodeConfig settings;
    private final OperatorCalls calls;
    private final Pause pause;

    /** The listening time in steps, longer than the longest pause before a peer connects again. */
    private final long listenSteps;

    /** Lets the time of one step pass. */
    interface Pause {
        void step() throws InterruptedException;
    }

    /** A search for the node with these settings, which asks other nodes through {@code calls}. */
    public ClusterSearch(LocalNodeConfig settings, OperatorCalls calls) {
        this(settings, calls, () -> TimeUnit.MILLISECONDS.sleep(STEP_MILLIS));
    }

    ClusterSearch(LocalNodeConfig settings, OperatorCalls calls, Pause pause) {
        this.pause = pause;
        this.settings = settings;
        this.calls = calls;
        this.listenSteps = (settings.transport().longestPauseMillis() + MARGIN_MILLIS) / STEP_MILLIS;
    }

    /**
     * Returns the settings to start with: the given ones, or those of the cluster that the node is already a member of.
     *
     * @param port where peers connect; it serves nothing else yet; null for a node that no other node can reach
     * @throws IOException if the node must not start; the message says why and what to do
     * @throws InterruptedException if the thread is interrupted; nothing was changed then
     */
    public LocalNodeConfig settle(@Nullable CallerPort port) throws IOException, InterruptedException {
        int nodeId = settings.node().core().nodeId();
        if (NodeDisks.hasData(settings.dataDirectory()) || !settings.bootstrap().isVoter(nodeId)) {
            return settings;
        }
        try (CallerWatch watch = new CallerWatch(nodeId, settings.transport().trust())) {
            return settle(nodeId, watch, port);
        }
    }

    private LocalNodeConfig settle(int nodeId, CallerWatch watch, @Nullable CallerPort port)
            throws IOException, InterruptedException {
        if (port != null) {
            port.tellCallersTo(watch); // other nodes that search at the same time get an answer, too
        }
        Set<String> addresses = new LinkedHashSet<>();
        for (Member member : settings.initialMembers()) {
            if (member.id() != nodeId) {
                addresses.add(member.address());
            }
        }
        Founding founding = new Founding(nodeId, settings.cluster(), settings.initialMembers());
        MembershipView found = port != null && addresses.isEmpty()
                ? founding.decideCalled(answersOf(callers(watch, port)))
                : founding.decide(List.copyOf(ask(addresses).values()));
        if (found == null) {
            return settings;
        }
        LOG.info(
                "This node is already a member of cluster {}, and continues in it with an empty disk", found.cluster());
        return settings.admittedTo(found.cluster(), found.members().members());
    }

    /**
     * Waits for callers. A step ends only when all connections that were made have been noticed, so a busy machine
     * listens for longer.
     */
    private Set<String> callers(CallerWatch watch, CallerPort port) throws InterruptedException {
        for (int step = 0; watch.callers().isEmpty(); step++) {
            boolean goOn = step < listenSteps || step < listenSteps + CALL_STEPS && watch.isBeingCalled();
            if (!goOn) {
                break;
            }
            pause.step();
            port.awaitAccepted();
        }
        Set<String> addresses = new LinkedHashSet<>();
        for (PeerIdentity caller : watch.callers()) {
            addresses.add(caller.address());
        }
        return addresses;
    }

    /**
     * Asks the callers for their members, and repeats the request for those that do not answer: they were reachable a
     * moment ago. The value is null for a caller that never answers.
     */
    private Map<String, @Nullable MembershipView> answersOf(Set<String> callers) throws InterruptedException {
        Map<String, @Nullable MembershipView> answers = new LinkedHashMap<>();
        callers.forEach(caller -> answers.put(caller, null));
        for (int question = 0; question < QUESTIONS && answers.containsValue(null); question++) {
            for (int step = 0; question > 0 && step < REST_STEPS; step++) {
                pause.step();
            }
            Set<String> missing = new LinkedHashSet<>(callers);
            missing.removeIf(caller -> answers.get(caller) != null);
            answers.putAll(ask(missing));
        }
        return answers;
    }

    /** Returns the answers that arrived in time. */
    private Map<String, MembershipView> ask(Set<String> addresses) throws InterruptedException {
        Map<String, CompletableFuture<MembershipView>> asked = new LinkedHashMap<>();
        for (String address : addresses) {
            asked.put(address, calls.askForMembers(address));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]));
        try {
            all.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The caller interprets missing answers.
        }
        Map<String, MembershipView> answers = new LinkedHashMap<>();
        asked.forEach((address, one) -> {
            if (one.isDone() && !one.isCompletedExceptionally()) {
                answers.put(address, one.join());
            }
        });
        return answers;
    }
}
