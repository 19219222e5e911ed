package io.dengine.core;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;

/** One core with hand-made surroundings: give it an event, look at the effects. Election timeouts 100..200 ms. */
final class OneCore {
    static final long MILLI = 1_000_000;
    static final int SELF = 1;
    static final int MAX_INFLIGHT = 10;
    static final int MAX_APPEND_BYTES = 1 << 20;

    final RaftCore core;
    final List<Effect> effects = new ArrayList<>();
    long nowNanos = 1_000 * MILLI;
    private long persistedSequence;

    OneCore(HardState hardState, Configuration configuration, List<Entry> log, Completeness completeness) {
        this(hardState, configuration, log, log, completeness, 1 << 20);
    }

    private OneCore(
            HardState hardState,
            Configuration configuration,
            List<Entry> log,
            List<Entry> tail,
            Completeness completeness,
            long cacheBytes) {
        List<TermRun> runs = new ArrayList<>();
        for (Entry entry : log) {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                runs.add(new TermRun(entry.index(), entry.term()));
            }
        }
        List<Entry> changes = log.stream()
                .filter(entry -> entry.kind() == Entry.Kind.CONFIGURATION)
                .toList();
        RecoveredLog recovered = new RecoveredLog(
                hardState.with(completeness), SnapshotMeta.bootstrap(configuration), log.size(), runs, changes, tail);
        core = new RaftCore(config(cacheBytes), recovered, 0, nowNanos);
    }

    OneCore(RecoveredLog recovered) {
        core = new RaftCore(config(1 << 20), recovered, 0, nowNanos);
    }

    private static CoreConfig config(long cacheBytes) {
        return new CoreConfig(
                SELF,
                100 * MILLI,
                200 * MILLI,
                10 * MILLI,
                CoreConfig.safeLeaseNanos(100 * MILLI, 10_000),
                10_000,
                MAX_APPEND_BYTES,
                MAX_INFLIGHT,
                cacheBytes,
                Effect.Level.SYNCED,
                7);
    }

    /** Three voters, a log of one entry for each given term, and that last term as the current one. */
    static OneCore withLog(long... terms) {
        long term = terms.length == 0 ? 0 : terms[terms.length - 1];
        return new OneCore(new HardState(term, HardState.NOBODY), voters(3), entries(terms), Completeness.COMPLETE);
    }

    /** The same, and what is committed is on disk only. */
    static OneCore withoutMemory(long... terms) {
        HardState hardState = new HardState(terms[terms.length - 1], HardState.NOBODY);
        return new OneCore(hardState, voters(3), entries(terms), entries(terms), Completeness.COMPLETE, 0);
    }

    /** The same, just started: only the last entry is in memory, and no entry is known to be committed. */
    static OneCore startedWithoutMemory(long... terms) {
        HardState hardState = new HardState(terms[terms.length - 1], HardState.NOBODY);
        List<Entry> log = entries(terms);
        List<Entry> tail = log.subList(log.size() - 1, log.size());
        return new OneCore(hardState, voters(3), log, tail, Completeness.COMPLETE, 0);
    }

    /** One of three voters, with an empty log on an empty disk. */
    static OneCore blank() {
        return new OneCore(HardState.INITIAL, voters(3), List.of(), Completeness.BLANK);
    }

    /** Three voters with this node leading, its first entry committed by node 2. */
    static OneCore leading(long... terms) {
        OneCore one = withLog(terms);
        one.winElection();
        one.persistAll();
        one.acknowledge(2);
        one.effects.clear();
        return one;
    }

    static Configuration voters(int count) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            members.add(new Member(id, "node" + id, 0, Member.Role.VOTER));
        }
        return new Configuration(0, members);
    }

    static List<Entry> entries(long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (long term : terms) {
            entries.add(entry(entries.size() + 1, term));
        }
        return entries;
    }

    static Entry entry(long index, long term) {
        return new Entry(index, term, 1, Entry.Kind.COMMAND, Bytes.utf8(index + "@" + term));
    }

    /** What is stored of a node that has promised what it is configured for, 100 ms. */
    static HardState stored(long term, int votedFor, Completeness completeness) {
        return new HardState(term, votedFor, completeness, 100 * MILLI);
    }

    OneCore step(Event event) {
        core.step(nowNanos, event, effects);
        return this;
    }

    OneCore receive(int from, Message message) {
        return step(new Event.Received(from, message));
    }

    OneCore afterMillis(long millis) {
        nowNanos += millis * MILLI;
        return step(new Event.Tick());
    }

    OneCore propose(Waiter waiter) {
        return step(new Event.Proposed(List.of(new Event.Proposal(Bytes.utf8("x"), waiter)), 5));
    }

    /** Everything asked to be stored is stored, and what waited for that is sent. */
    OneCore persistAll() {
        for (Effect.Persist persist : all(Effect.Persist.class)) {
            if (persist.sequence() > persistedSequence) {
                persistedSequence = persist.sequence();
                effects.addAll(persist.after());
                step(new Event.Persisted(persist.sequence()));
            }
        }
        return this;
    }

    /** The disk has come as far as this persist effect. */
    OneCore persistUpTo(long sequence) {
        return step(new Event.Persisted(sequence));
    }

    /** Goes through pre-vote and vote with node 2's help. */
    void winElection() {
        afterMillis(201);
        receive(2, new Message.PreVoteReply(core.status().term() + 1, true));
        persistAll();
        receive(2, new Message.VoteReply(core.status().term(), true));
    }

    /** The leader's first exchange reaches this node. */
    OneCore hear(int leader, long term, EntryId last) {
        return receive(leader, new Message.Append(term, 1, 1, last, 0, List.of()));
    }

    /** The peer accepts the newest append that was sent to it. */
    OneCore acknowledge(int peer) {
        Message.Append append = lastSent(peer, Message.Append.class);
        return acknowledge(peer, append, append.lastIndex());
    }

    /** The peer accepts an append, as far as {@code index}. */
    OneCore acknowledge(int peer, Message.Append append, long index) {
        return receive(
                peer, new Message.AppendAccepted(append.term(), append.exchange(), append.round(), index, false));
    }

    <T extends Effect> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Effect effect : List.copyOf(effects)) {
            if (type.isInstance(effect)) {
                found.add(type.cast(effect));
            }
        }
        return found;
    }

    <T extends Message> List<T> sent(int to, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Effect.Send send : all(Effect.Send.class)) {
            if (send.to() == to && type.isInstance(send.message())) {
                found.add(type.cast(send.message()));
            }
        }
        return found;
    }

    <T extends Message> T lastSent(int to, Class<T> type) {
        List<T> found = sent(to, type);
        if (found.isEmpty()) {
            throw new AssertionError("no " + type.getSimpleName() + " was sent to " + to + " in " + effects);
        }
        return found.get(found.size() - 1);
    }

    EntryId lastId() {
        return core.lastId();
    }
}
