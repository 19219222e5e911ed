package io.dengine.simulator.run;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import io.dengine.core.Waiter;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.message.Message;
import io.dengine.simulator.run.RecordedMessage.Said;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A record of the steps of cores and disks, one TLA+ record per line, as {@code model/tla/Trace.tla} reads it. It omits
 * steps that changed and sent nothing, messages that were never sent, and reads that were never answered.
 */
public final class Recording {
    private final Swarm swarm;
    private final int limit;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, Integer> votes = new HashMap<>();
    private final Map<Integer, String> states = new HashMap<>();
    private final Map<Integer, Event.SnapshotReceived> installing = new HashMap<>();
    private final Map<Waiter, String> readers = new IdentityHashMap<>();
    private final Set<String> answered = new HashSet<>();

    private sealed interface Line {}

    /** A step of a disk, or the start of a process. */
    private record Plain(String text) implements Line {}

    private record Sent(Said said) implements Line {}

    private record Stepped(int node, Happened event, String state, List<Said> says, List<Readers> reads)
            implements Line {}

    /** The event of a core: a text, a message, or reads. */
    private record Happened(String text, @Nullable Said got, List<String> reads) {
        static Happened of(String text) {
            return new Happened(text, null, List.of());
        }
    }

    /** The reads that may be answered at an index. */
    private record Readers(List<String> ids, long index) {}

    /** @param limit the maximum number of lines */
    Recording(Swarm swarm, int limit) {
        this.swarm = swarm;
        this.limit = limit;
    }

    /** Returns the number of nodes; their ids start at 1. */
    public int voters() {
        return swarm.voters();
    }

    /** Returns whether an entry counts as stored once it is synced, instead of once it is written. */
    public boolean isSyncFirst() {
        return swarm.level() == Effect.Level.SYNCED;
    }

    boolean isFull() {
        return lines.size() >= limit;
    }

    private void add(Line line) {
        if (!isFull()) {
            lines.add(line);
        }
    }

    /** Records the start of a process with the contents of its disk. */
    void started(int node, RecoveredLog log, long commitIndex) {
        HardState hard = log.hardState();
        String complete = hard.completeness() == Completeness.COMPLETE
                ? "yes"
                : hard.completeness() == Completeness.BLANK ? "blank" : "no";
        List<Long> terms = new ArrayList<>();
        for (int run = 0; run < log.termRuns().size(); run++) {
            long next = run + 1 < log.termRuns().size()
                    ? log.termRuns().get(run + 1).firstIndex()
                    : log.lastIndex() + 1;
            for (long i = log.termRuns().get(run).firstIndex(); i < next; i++) {
                terms.add(log.termRuns().get(run).term());
            }
        }
        votes.put(node, hard.votedFor());
        states.remove(node);
        installing.remove(node);
        long base = log.base().index();
        long firstTerm = log.lastIndex() - base;
        String kept = RecordedMessage.terms(terms.subList((int) (terms.size() - firstTerm), terms.size()));
        add(new Plain("[k |-> \"start\", n |-> " + node + ", term |-> " + hard.term() + ", voted |-> " + hard.votedFor()
                + ", base |-> " + base + ", terms |-> " + kept + ", commit |-> " + commitIndex + ", complete |-> \""
                + complete + "\"]"));
    }

    void hardState(int node, HardState state) {
        disk("hard", node, "term |-> " + state.term() + ", voted |-> " + state.votedFor());
    }

    void appended(int node, List<Entry> entries) {
        String terms = RecordedMessage.terms(entries.stream().map(Entry::term).toList());
        disk("appended", node, "first |-> " + entries.get(0).index() + ", terms |-> " + terms);
    }

    /** Records the start of a truncation: from now on, the log after a crash may have the removed entries or not. */
    void truncating(int node, long lastKept) {
        disk("truncating", node, "last |-> " + lastKept);
    }

    void truncated(int node, long lastKept) {
        disk("truncated", node, "last |-> " + lastKept);
    }

    void synced(int node) {
        disk("synced", node, "last |-> 0");
    }

    void reset(int node, long index) {
        disk("reset", node, "last |-> " + index);
    }

    private void disk(String kind, int node, String what) {
        add(new Plain("[k |-> \"" + kind + "\", n |-> " + node + ", " + what + "]"));
    }

    /** Records a message that leaves a node. */
    void sent(int from, int to, Message message) {
        add(new Sent(new Said(from, to, message)));
    }

    /** Records that a core has processed an event. */
    void stepped(int node, RaftCore core, Event event, List<Effect> effects) {
        if (isFull()) {
            return;
        }
        List<Said> says = new ArrayList<>();
        List<Readers> reads = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                says.add(new Said(node, send.to(), send.message()));
            } else if (effect instanceof Effect.Persist persist) {
                persist.after().forEach(send -> says.add(new Said(node, send.to(), send.message())));
                if (persist.hardState() != null) {
                    votes.put(node, persist.hardState().votedFor());
                }
            } else if (effect instanceof Effect.ReadAt readAt) {
                reads.add(new Readers(idsOf(readAt.waiters()), readAt.index()));
                answered.addAll(idsOf(readAt.waiters()));
            }
        }
        String state = stateOf(node, core, says);
        boolean same = state.equals(states.put(node, state));
        boolean silent = says.isEmpty() && reads.isEmpty() && !(event instanceof Event.ReadsRequested);
        if (!(same && silent && !(event instanceof Event.Received))) {
            add(new Stepped(node, happened(node, event), state, says, reads));
        }
    }

    private String stateOf(int node, RaftCore core, List<Said> says) {
        CoreStatus status = core.status();
        String role = status.role() == RoleName.LEADER
                ? "leader"
                : status.role() == RoleName.CANDIDATE ? "candidate" : "follower";
        long round = 0;
        for (Said said : says) {
            round = Math.max(round, said.message() instanceof Message.Append append ? append.round() : 0);
        }
        return "[term |-> " + status.term() + ", voted |-> " + votes.getOrDefault(node, 0) + ", role |-> \"" + role
                + "\", last |-> " + core.lastId().index() + ", lterm |-> "
                + core.lastId().term() + ", stored |-> " + core.persistedIndex() + ", commit |-> " + core.commitIndex()
                + ", whole |-> " + RecordedMessage.bool(!core.isRecovering()) + ", round |-> " + round + "]";
    }

    private Happened happened(int node, Event event) {
        return switch (event) {
            case Event.Received received ->
                new Happened("", new Said(received.from(), node, received.message()), List.of());
            case Event.Persisted persisted -> Happened.of("[k |-> \"persisted\"]");
            case Event.ReadsRequested requested -> new Happened("", null, idsOf(requested.waiters()));
            case Event.SnapshotReceived received -> {
                installing.put(node, received);
                yield Happened.of(snapshot("snapshot", received, received.meta().index(), termOf(received)));
            }
            case Event.Installed installed -> {
                Event.SnapshotReceived received = Objects.requireNonNull(installing.get(node));
                yield Happened.of(snapshot(
                        "installed",
                        received,
                        installed.meta().index(),
                        installed.meta().last().term()));
            }
            default -> Happened.of("[k |-> \"other\"]");
        };
    }

    private static long termOf(Event.SnapshotReceived received) {
        return received.meta().last().term();
    }

    private static String snapshot(String kind, Event.SnapshotReceived offered, long index, long term) {
        return "[k |-> \"" + kind + "\", from |-> " + offered.from() + ", round |-> " + offered.round() + ", index |-> "
                + index + ", term |-> " + term + "]";
    }

    private List<String> idsOf(List<Waiter> waiters) {
        List<String> ids = new ArrayList<>();
        for (Waiter waiter : waiters) {
            ids.add(readers.computeIfAbsent(waiter, unknown -> "r" + readers.size()));
        }
        return ids;
    }

    /** Returns the lines, in order. */
    public List<String> lines() {
        Set<String> granted = new HashSet<>();
        for (Line line : lines) {
            if (line instanceof Stepped step) {
                step.says().forEach(said -> RecordedMessage.readableId(said).ifPresent(granted::add));
            }
        }
        Map<String, Integer> lastArrival = new HashMap<>();
        Map<String, Integer> lastSent = new HashMap<>();
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at) instanceof Sent sent) {
                lastSent.put(RecordedMessage.of(sent.said(), granted), at);
            } else if (lines.get(at) instanceof Stepped step && step.event().got() != null) {
                lastArrival.put(RecordedMessage.of(step.event().got(), granted), at);
            }
        }
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            int here = at;
            switch (lines.get(at)) {
                case Plain plain -> texts.add(plain.text());
                case Sent sent -> {
                    String message = RecordedMessage.of(sent.said(), granted);
                    boolean lost = lastArrival.getOrDefault(message, 0) < here;
                    boolean last = Objects.equals(lastSent.get(message), here);
                    texts.add("[k |-> \"sent\", m |-> " + message + ", lost |-> " + RecordedMessage.bool(lost)
                            + ", last |-> " + RecordedMessage.bool(last) + "]");
                }
                case Stepped step -> {
                    Said got = step.event().got();
                    String arrived = got == null ? "" : RecordedMessage.of(got, granted);
                    Set<String> says = new TreeSet<>();
                    for (Said said : step.says()) {
                        String message = RecordedMessage.of(said, granted);
                        if (Math.max(lastArrival.getOrDefault(message, 0), lastSent.getOrDefault(message, 0)) > here) {
                            says.add(message);
                        }
                    }
                    boolean over = Objects.equals(lastArrival.get(arrived), here);
                    texts.add(text(step, arrived, says, over));
                }
            }
        }
        return texts;
    }

    private String text(Stepped step, String arrived, Set<String> says, boolean over) {
        String event = step.event().text();
        if (!arrived.isEmpty()) {
            event = "[k |-> \"got\", m |-> " + arrived + "]";
        } else if (event.isEmpty()) {
            List<String> ids =
                    step.event().reads().stream().filter(answered::contains).toList();
            event = "[k |-> \"reads\", ids |-> " + set(ids) + "]";
        }
        String reads = step.reads().stream()
                .map(read -> "[ids |-> " + set(read.ids()) + ", index |-> " + read.index() + "]")
                .collect(Collectors.joining(", ", "{", "}"));
        return "[k |-> \"core\", n |-> " + step.node() + ", e |-> " + event + ", s |-> " + step.state() + ", says |-> {"
                + String.join(", ", says) + "}, reads |-> " + reads + ", over |-> {" + (over ? arrived : "") + "}]";
    }

    private static String set(List<String> ids) {
        return ids.stream().map(id -> '"' + id + '"').collect(Collectors.joining(", ", "{", "}"));
    }
}
