package io.dengine.embedded;

import io.dengine.core.membership.Member;
import io.dengine.node.NodeDisks;
import io.dengine.transport.CallerWatch;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerListener;
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
 * Before a node without data begins a cluster, it looks whether it is a member of one already: its disk may be lost. It
 * asks the members that its configuration names. One that knows of none listens for a moment, since the members of a
 * cluster that it once belonged to go on calling it; it begins none before those who called have said what they know.
 */
public final class ClusterSearch {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSearch.class);
    private static final long ANSWER_MILLIS = 1_500;

    private static final long STEP_MILLIS = 25;

    /** Callers may be busy, and need a moment to say who they are. */
    private static final long MARGIN_MILLIS = 250;

    /** For so many steps more, somebody who has connected may say who it is. */
    private static final int CALL_STEPS = 320;

    /** How often callers are asked, and for how many steps they rest in between. */
    private static final int QUESTIONS = 10;

    private static final int REST_STEPS = 20;

    private final LocalNodeConfig settings;
    private final OperatorCalls calls;
    private final Pause pause;

    /** Together longer than the longest pause after which a peer calls again. */
    private final long listenSteps;

    /** Passes the time of a step. */
    interface Pause {
        void step() throws InterruptedException;
    }

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
        Founding founding = new Founding(nodeId, settings.cluster(), settings.initialMembers());
        Admission found = port != null && addresses.isEmpty()
                ? founding.decideCalled(answersOf(callers(watch, port)))
                : founding.decide(List.copyOf(ask(addresses).values()));
        if (found == null) {
            return settings;
        }
        LOG.info("This node is a member of cluster {} already, and goes on in it with an empty disk", found.cluster());
        return settings.admittedTo(found.cluster(), found.members().members());
    }

    /** A step is over only when whoever had connected is noticed, so that a busy machine listens for longer. */
    private Set<String> callers(CallerWatch watch, PeerListener port) throws InterruptedException {
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

    /** Asks again whoever does not answer: they were there a moment ago. Null for those who never do. */
    private Map<String, @Nullable Admission> answersOf(Set<String> callers) throws InterruptedException {
        Map<String, @Nullable Admission> answers = new LinkedHashMap<>();
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

    /** The answers of those who gave one in time. */
    private Map<String, Admission> ask(Set<String> addresses) throws InterruptedException {
        Map<String, CompletableFuture<Admission>> asked = new LinkedHashMap<>();
        for (String address : addresses) {
            asked.put(address, calls.askForMembers(address));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]));
        try {
            all.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // What that means is for whoever looks at the answers.
        }
        Map<String, Admission> answers = new LinkedHashMap<>();
        asked.forEach((address, one) -> {
            if (one.isDone() && !one.isCompletedExceptionally()) {
                answers.put(address, one.join());
            }
        });
        return answers;
    }
}
