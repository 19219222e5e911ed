package io.dengine.simulator.check;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import io.dengine.core.quorum.Quorum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Records in true time which message of which leader reached which node, and checks with that the rounds that leaders
 * consider confirmed and the promises of voters. It uses only messages on the network, so it counts independently of
 * the nodes' own counts.
 *
 * <pre>
 *   a read or a lease as of s     : messages that this leader sent in this term, at s or later, have reached a quorum
 *   a vote at v in a later term   : the leader message that the voter last answered arrived a whole promise before v
 *   a lease at v                  : no node leads a later term
 * </pre>
 */
public final class RoundLedger {
    private final Quorum quorum = new Quorum();
    private final Map<Long, Taken> taken = new HashMap<>();
    private final Map<Long, Arrivals> arrivals = new HashMap<>();
    private final Map<Integer, Heard> heard = new HashMap<>();

    /** By term, the time for which the leader relies on voters not to elect another. */
    private final Map<Long, Long> promises = new HashMap<>();

    /** The terms whose leader has asked another node to take over: that leader no longer relies on any promise. */
    private final NavigableSet<Long> handedOver = new TreeSet<>();

    private final Map<Long, Long> asked = new HashMap<>();
    private final Map<Integer, List<Period>> configurations = new HashMap<>();

    /** By node, the number of its configurations that it used only on earlier disks. */
    private final Map<Integer, Integer> onEarlierDisks = new HashMap<>();

    private long newestTerm;
    private int newestLeader;

    /** The passage of one message between two nodes, in true time. */
    public record Passage(int from, int to, long sentNanos, long arrivedNanos) {}

    private static final long NEVER = Long.MIN_VALUE / 2;

    /** The confirmation time of a leader that needs no other voter. */
    public static final long ALWAYS = Long.MAX_VALUE / 2;

    /** The newest message of one leader and term that reached a node. */
    private record Taken(long term, long sentNanos) {}

    /** The first arrival of each round of one term, by round. */
    private record Arrivals(long term, Map<Long, Long> byRound) {}

    /** The leader that a node answered last, and the arrival time of the message that it answered. */
    private record Heard(int leader, long term, long nanos) {}

    /** The configuration that a node used from a time on. */
    private record Period(Configuration configuration, long fromNanos) {}

    private static long link(int from, int to) {
        return (long) from << 32 | to;
    }

    /** Records that {@code node} uses this configuration from now on. */
    public void inForce(int node, Configuration configuration, long nowNanos) {
        configurations.computeIfAbsent(node, id -> new ArrayList<>()).add(new Period(configuration, nowNanos));
    }

    /** Returns the configuration that {@code node} used last, or null if it never used any. */
    public @Nullable Configuration inForce(int node) {
        List<Period> periods = configurations.get(node);
        return periods == null ? null : periods.get(periods.size() - 1).configuration();
    }

    /**
     * Returns the configurations that {@code node} has used on its current disk. It returns to an earlier one if it
     * loses the entries that it stored since.
     */
    public List<Configuration> usedOnItsDisk(int node) {
        List<Period> periods = configurations.getOrDefault(node, List.of());
        return periods.subList(onEarlierDisks.getOrDefault(node, 0), periods.size()).stream()
                .map(Period::configuration)
                .toList();
    }

    /** Records that {@code node} has another disk: it does not know its promises, so it no longer counts. */
    public void forgotten(int node) {
        onEarlierDisks.put(node, configurations.getOrDefault(node, List.of()).size());
        heard.remove(node);
    }

    /**
     * Records that {@code node} leads a term.
     *
     * @param promiseNanos the time, in true nanoseconds, for which a voter that heard this leader votes for no other
     *     node
     */
    public void leads(int node, long term, long promiseNanos) {
        promises.put(term, promiseNanos);
        if (term > newestTerm) {
            newestTerm = term;
            newestLeader = node;
        }
    }

    /** Records that a message reaches a node with the stored term {@code nodeTerm}; the node ignores earlier terms. */
    public void taken(Passage passage, Message message, long nodeTerm) {
        long round = roundOf(message);
        if (round >= 0 && message.term() >= nodeTerm) {
            took(passage, message.term(), round);
        }
    }

    /** Records that a node accepts a leader's message of this term and round. */
    public void took(Passage passage, long term, long round) {
        long link = link(passage.from(), passage.to());
        Taken before = taken.get(link);
        if (before == null
                || before.term() < term
                || before.term() == term && before.sentNanos() < passage.sentNanos()) {
            taken.put(link, new Taken(term, passage.sentNanos()));
        }
        Arrivals known = arrivals.get(link);
        if (known == null || known.term() < term) {
            known = new Arrivals(term, new HashMap<>());
            arrivals.put(link, known);
        }
        if (known.term() == term) {
            known.byRound().putIfAbsent(round, passage.arrivedNanos());
        }
    }

    private static long roundOf(Message message) {
        return switch (message) {
            case Message.Append append -> append.round();
            case Message.SnapshotOffer offer -> offer.round();
            default -> -1;
        };
    }

    /** Records a message that {@code from} sends. */
    public void sent(int from, int to, Message message, long nowNanos) {
        switch (message) {
            case Message.AppendAccepted accepted -> answers(from, to, accepted.term(), accepted.round());
            case Message.AppendRejected rejected -> answers(from, to, rejected.term(), rejected.round());
            case Message.Echo echo -> answers(from, to, echo.term(), echo.round());
            case Message.Vote vote -> votes(from, from, vote.term(), nowNanos);
            case Message.VoteReply reply -> {
                if (reply.granted()) {
                    votes(from, to, reply.term(), nowNanos);
                }
            }
            case Message.TimeoutNow timeoutNow -> handedOver.add(timeoutNow.term());
            case Message.ReadIndex request -> asked.putIfAbsent(request.requestId(), nowNanos);
            case Message.ReadIndexReply reply -> {
                Long since = asked.get(reply.requestId());
                if (reply.index() != Message.ReadIndexReply.NOT_GRANTED && since != null) {
                    confirms(from, reply.term(), since, nowNanos);
                }
            }
            default -> {}
        }
    }

    /**
     * Records an answer in a term: it proves that its sender had no later term when it accepted the message that it
     * answers.
     */
    private void answers(int voter, int leader, long term, long round) {
        Arrivals known = arrivals.get(link(leader, voter));
        Long came =
                known == null || known.term() != term ? null : known.byRound().get(round);
        if (came == null) {
            return; // the leader's process may have restarted since, or the answer was not addressed to it
        }
        Heard before = heard.get(voter);
        if (before == null || before.term() < term || before.term() == term && before.nanos() < came) {
            heard.put(voter, new Heard(leader, term, came));
        }
    }

    private void votes(int voter, int candidate, long term, long nowNanos) {
        Heard promise = heard.get(voter);
        long promiseNanos = promise == null ? 0 : promises.getOrDefault(promise.term(), 0L);
        if (promise != null
                && promise.term() < term
                && !isHandedOver(promise.term(), term)
                && nowNanos - promise.nanos() < promiseNanos) {
            throw new Violation(
                    "promise",
                    "node " + voter + " votes for " + candidate + " in term " + term + " "
                            + millis(nowNanos - promise.nanos())
                            + " after it heard leader " + promise.leader() + " of term " + promise.term()
                            + ", before " + millis(promiseNanos));
        }
    }

    /**
     * Returns whether leadership was transferred between the two terms. The leader that transferred it was elected
     * after the promises of a quorum to the earlier leader had ended, so no lease of that leader relies on this voter.
     */
    private boolean isHandedOver(long promised, long term) {
        Long handed = handedOver.ceiling(promised);
        return handed != null && handed < term;
    }

    /** Checks that {@code leader} may consider its leadership in {@code term} confirmed as of {@code sinceNanos}. */
    public void confirms(int leader, long term, long sinceNanos, long nowNanos) {
        List<Period> periods = configurations.getOrDefault(leader, List.of());
        for (int i = periods.size() - 1; i >= 0; i--) {
            if (isReached(leader, term, sinceNanos, periods.get(i).configuration())) {
                return;
            }
            if (periods.get(i).fromNanos() < sinceNanos) {
                break;
            }
        }
        throw new Violation(
                "credited round",
                "leader " + leader + " of term " + term + " considers itself confirmed as of "
                        + millis(nowNanos - sinceNanos) + " ago, but no quorum received a message since: "
                        + reachedBy(leader, term));
    }

    /**
     * Returns the time as of which {@code leader} may consider its leadership in {@code term} confirmed, by the members
     * that it knows now: a very early time if its messages have reached no quorum, {@link #ALWAYS} if it needs no other
     * voter.
     */
    public long confirmedSince(int leader, long term) {
        List<Period> periods = configurations.getOrDefault(leader, List.of());
        if (periods.isEmpty()) {
            return NEVER;
        }
        return reached(leader, term, periods.get(periods.size() - 1).configuration());
    }

    private boolean isReached(int leader, long term, long sinceNanos, Configuration members) {
        return reached(leader, term, members) >= sinceNanos;
    }

    /** Returns the sending time of the newest message that a quorum of {@code members} accepted, or a later time. */
    private long reached(int leader, long term, Configuration members) {
        return quorum.reached(members, id -> {
            Taken newest = taken.get(link(leader, id));
            long sentNanos = newest != null && newest.term() == term ? newest.sentNanos() : NEVER;
            return id == leader ? ALWAYS : sentNanos;
        });
    }

    private List<String> reachedBy(int leader, long term) {
        List<String> lines = new ArrayList<>();
        List<Period> periods = configurations.getOrDefault(leader, List.of());
        if (!periods.isEmpty()) {
            for (Member member : periods.get(periods.size() - 1).configuration().members()) {
                Taken newest = taken.get(link(leader, member.id()));
                lines.add(member.id() + " by " + (newest == null || newest.term() != term ? "nothing" : newest));
            }
        }
        return lines;
    }

    /**
     * Checks that {@code leader} may hold a leader lease at this moment.
     *
     * @param sinceNanos a lower bound, in true time, of when the messages that the lease relies on were sent
     */
    public void holdsLease(int leader, long term, long sinceNanos, long nowNanos) {
        if (newestTerm > term) {
            throw new Violation(
                    "one leader a lease",
                    "node " + leader + " holds a lease in term " + term + ", but node " + newestLeader + " leads term "
                            + newestTerm);
        }
        confirms(leader, term, sinceNanos, nowNanos);
    }

    private static String millis(long nanos) {
        return nanos / 1e6 + " ms";
    }
}
