package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The last events of the core, for the report of a failure. Numbers only, in one array: it is written for every event,
 * and must not keep what clients sent in memory.
 */
final class EventTrace {
    private static final int CAPACITY = 1_024;
    private static final int WIDTH = 6;
    private static final Kind[] KINDS = Kind.values();

    private final long[] cells = new long[CAPACITY * WIDTH];
    private long count;
    private long nowNanos;

    private enum Kind {
        TICK("tick"),
        PROPOSED("proposed", "commands"),
        READS("reads requested", "reads"),
        PERSISTED("persisted", "sequence"),
        APPLIED("applied", "index"),
        FETCHED("fetched", "peer", "exchange", "entries"),
        DISCONNECTED("disconnected", "peer"),
        IDENTIFIED("identified", "peer", "storageId"),
        CHANGE("change requested", "expectedIndex"),
        TRANSFER("transfer requested", "target"),
        STEP_DOWN("step-down requested"),
        LOSS("loss accepted"),
        CHECK("check requested"),
        SNAPSHOT("snapshot event", "index"),
        PRE_VOTE("pre-vote", "from", "term", "lastIndex", "lastTerm"),
        PRE_VOTE_REPLY("pre-vote reply", "from", "term", "granted"),
        VOTE("vote", "from", "term", "lastIndex", "lastTerm"),
        VOTE_REPLY("vote reply", "from", "term", "granted"),
        APPEND("append", "from", "term", "prevIndex", "entries"),
        ACCEPTED("append accepted", "from", "term", "round", "matchIndex"),
        REJECTED("append rejected", "from", "term", "round", "hintIndex"),
        READ_INDEX("read index", "from", "term", "requestId"),
        READ_INDEX_REPLY("read index reply", "from", "term", "requestId", "index"),
        SNAPSHOT_OFFER("snapshot offer", "from", "term", "index"),
        SNAPSHOT_REPLY("snapshot reply", "from", "term", "heldIndex", "heldTerm"),
        ECHO("echo", "from", "term", "round"),
        SUPERSEDED("superseded", "from", "term"),
        CONTRADICTED("contradicted", "from", "term", "heldIndex", "heldTerm"),
        TIMEOUT_NOW("timeout now", "from", "term"),
        FORGOTTEN("forgotten", "from", "term", "round", "provenIndex");

        final String text;
        final String[] fields;

        Kind(String text, String... fields) {
            this.text = text;
            this.fields = fields;
        }
    }

    void record(long atNanos, Event event) {
        nowNanos = atNanos;
        switch (event) {
            case Event.Tick tick -> put(Kind.TICK, 0, 0, 0, 0);
            case Event.Received received -> recordMessage(received.from(), received.message());
            case Event.Proposed e -> put(Kind.PROPOSED, e.proposals().size(), 0, 0, 0);
            case Event.ReadsRequested e -> put(Kind.READS, e.waiters().size(), 0, 0, 0);
            case Event.Persisted e -> put(Kind.PERSISTED, e.sequence(), 0, 0, 0);
            case Event.Applied e -> put(Kind.APPLIED, e.index(), 0, 0, 0);
            case Event.Fetched e ->
                put(Kind.FETCHED, e.peer(), e.exchange(), e.entries().size(), 0);
            case Event.PeerDisconnected e -> put(Kind.DISCONNECTED, e.peer(), 0, 0, 0);
            case Event.PeerIdentified e -> put(Kind.IDENTIFIED, e.peer(), e.storageId(), 0, 0);
            case Event.ChangeRequested e -> put(Kind.CHANGE, e.expectedIndex(), 0, 0, 0);
            case Event.TransferRequested e -> put(Kind.TRANSFER, e.target(), 0, 0, 0);
            case Event.CheckRequested e -> put(Kind.CHECK, 0, 0, 0, 0);
            case Event.StepDownRequested e -> put(Kind.STEP_DOWN, 0, 0, 0, 0);
            case Event.LossAccepted e -> put(Kind.LOSS, 0, 0, 0, 0);
            case Event.SnapshotStored e -> put(Kind.SNAPSHOT, e.meta().index(), 0, 0, 0);
            case Event.SnapshotSendFailed e -> put(Kind.SNAPSHOT, 0, 0, 0, 0);
            case Event.SnapshotReceived e -> put(Kind.SNAPSHOT, e.meta().index(), 0, 0, 0);
            case Event.Installed e -> put(Kind.SNAPSHOT, e.meta().index(), 0, 0, 0);
        }
    }

    private void recordMessage(int from, Message message) {
        switch (message) {
            case Message.PreVote m ->
                put(Kind.PRE_VOTE, from, m.term(), m.last().index(), m.last().term());
            case Message.PreVoteReply m -> put(Kind.PRE_VOTE_REPLY, from, m.term(), m.granted() ? 1 : 0, 0);
            case Message.Vote m ->
                put(Kind.VOTE, from, m.term(), m.last().index(), m.last().term());
            case Message.VoteReply m -> put(Kind.VOTE_REPLY, from, m.term(), m.granted() ? 1 : 0, 0);
            case Message.Append m ->
                put(Kind.APPEND, from, m.term(), m.prev().index(), m.entries().size());
            case Message.AppendAccepted m -> put(Kind.ACCEPTED, from, m.term(), m.round(), m.matchIndex());
            case Message.AppendRejected m ->
                put(Kind.REJECTED, from, m.term(), m.round(), m.hint().index());
            case Message.ReadIndex m -> put(Kind.READ_INDEX, from, m.term(), m.requestId(), 0);
            case Message.ReadIndexReply m -> put(Kind.READ_INDEX_REPLY, from, m.term(), m.requestId(), m.index());
            case Message.SnapshotOffer m ->
                put(Kind.SNAPSHOT_OFFER, from, m.term(), m.meta().index(), 0);
            case Message.SnapshotReply m ->
                put(
                        Kind.SNAPSHOT_REPLY,
                        from,
                        m.term(),
                        m.held().index(),
                        m.held().term());
            case Message.Echo m -> put(Kind.ECHO, from, m.term(), m.round(), 0);
            case Message.Superseded m -> put(Kind.SUPERSEDED, from, m.term(), 0, 0);
            case Message.Contradicted m ->
                put(
                        Kind.CONTRADICTED,
                        from,
                        m.term(),
                        m.held().index(),
                        m.held().term());
            case Message.TimeoutNow m -> put(Kind.TIMEOUT_NOW, from, m.term(), 0, 0);
            case Message.Forgotten m -> put(Kind.FORGOTTEN, from, m.term(), m.round(), m.provenIndex());
        }
    }

    private void put(Kind kind, long a, long b, long c, long d) {
        int at = (int) (count++ % CAPACITY) * WIDTH;
        cells[at] = nowNanos;
        cells[at + 1] = kind.ordinal();
        cells[at + 2] = a;
        cells[at + 3] = b;
        cells[at + 4] = c;
        cells[at + 5] = d;
    }

    /** Returns one line per event, the oldest first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - CAPACITY); i < count; i++) {
            int at = (int) (i % CAPACITY) * WIDTH;
            Kind kind = KINDS[(int) cells[at + 1]];
            StringBuilder line =
                    new StringBuilder().append(cells[at]).append(' ').append(kind.text);
            for (int field = 0; field < kind.fields.length; field++) {
                line.append(field == 0 ? ": " : ", ")
                        .append(kind.fields[field])
                        .append(' ')
                        .append(cells[at + 2 + field]);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
