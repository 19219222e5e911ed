package io.dengine.simulator.explore;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect.Level;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The limits of a search.
 *
 * @param name the name in reports
 * @param nodes the number of nodes
 * @param voters the number of voters at the start; the other nodes are not members yet
 * @param level the level at which an entry counts as stored
 * @param ordered true if links keep the order of messages and repeat none
 * @param root the state from which the search starts
 * @param kinds the permitted deviations from the canonical schedule
 * @param terms the highest term of an election
 * @param writes the number of writes that clients make
 * @param reads the number of linearizable reads that clients make
 * @param crashes the number of crashes of nodes
 */
public record Bounds(
        String name,
        int nodes,
        int voters,
        Level level,
        boolean ordered,
        Root root,
        Set<Kind> kinds,
        int terms,
        int writes,
        int reads,
        int crashes) {
    static final long MILLI = 1_000_000;

    /** The duration of a voter's promise; all other times are relative to it. */
    static final long ELECTION_NANOS = 100 * MILLI;

    static final long HEARTBEAT_NANOS = 50 * MILLI;
    static final int DRIFT_PARTS_PER_MILLION = 10_000;
    static final long LEASE_NANOS = CoreConfig.safeLeaseNanos(ELECTION_NANOS, DRIFT_PARTS_PER_MILLION);

    /** The states from which searches start. */
    public enum Root {
        /** All disks are empty. */
        EMPTY,
        /** The cluster has a leader and a write. */
        LED,
        /** The cluster continues after an accepted loss. A node with an entry that it discarded is up and isolated. */
        AFTER_LOSS
    }

    /** The kinds of deviation from the canonical schedule. */
    public enum Kind {
        /** Another message arrives first, or a node whose deadline has come is ticked before another one. */
        ORDER,
        /** A message is lost, or arrives twice where links repeat. */
        LOSS,
        /** A link holds its messages until it is released. */
        HOLD,
        /** Nodes are partitioned; messages between the sides wait, or are lost. */
        SPLIT,
        /** Time passes although messages are in flight. */
        TIME,
        /** A node is suspended for a while. */
        PAUSE,
        /** A disk completes no operation for a while. */
        STALL,
        /** A process dies. */
        KILL,
        /** A machine loses power. */
        POWER,
        /** Time passes, but written entries are not synced. */
        SLOW_SYNC,
        /** An operator accepts a loss of entries. */
        ACCEPT_LOSS,
        /** A leader transfers its leadership. */
        TRANSFER,
        /** Members are added and removed. */
        CHANGE,
        /** A node takes a snapshot and compacts its log. */
        SNAPSHOT,
        /** A client reads. */
        READ,
        /** A connection breaks. */
        DISCONNECT
    }

    public Bounds {
        kinds = Set.copyOf(kinds);
    }

    /** The kinds of deviation in every search. */
    static final Set<Kind> COMMON = EnumSet.of(
            Kind.ORDER, Kind.LOSS, Kind.HOLD, Kind.SPLIT, Kind.TIME, Kind.PAUSE, Kind.STALL, Kind.KILL, Kind.READ);

    /** The kinds of deviation that lead to losses that an operator accepts. */
    private static final Set<Kind> LOSSES =
            EnumSet.of(Kind.SPLIT, Kind.KILL, Kind.POWER, Kind.SLOW_SYNC, Kind.ACCEPT_LOSS, Kind.SNAPSHOT);

    /** Returns all defined searches. */
    public static List<Bounds> all() {
        return List.of(
                new Bounds("three", 3, 3, Level.SYNCED, true, Root.LED, COMMON, 4, 3, 2, 2),
                new Bounds("three-unordered", 3, 3, Level.SYNCED, false, Root.LED, COMMON, 4, 3, 2, 1),
                new Bounds("five", 5, 5, Level.SYNCED, true, Root.LED, COMMON, 4, 3, 2, 1),
                new Bounds("newborn", 3, 3, Level.SYNCED, true, Root.EMPTY, COMMON, 3, 2, 1, 3),
                new Bounds("transfer", 3, 3, Level.SYNCED, true, Root.LED, and(Kind.TRANSFER), 4, 3, 2, 1),
                new Bounds(
                        "power",
                        3,
                        3,
                        Level.WRITTEN,
                        true,
                        Root.LED,
                        and(Kind.POWER, Kind.ACCEPT_LOSS, Kind.SNAPSHOT),
                        5,
                        3,
                        1,
                        4),
                new Bounds(
                        "after-loss",
                        3,
                        3,
                        Level.WRITTEN,
                        true,
                        Root.AFTER_LOSS,
                        and(Kind.POWER, Kind.ACCEPT_LOSS, Kind.SNAPSHOT),
                        5,
                        5,
                        2,
                        3),
                new Bounds("loss", 3, 3, Level.WRITTEN, true, Root.LED, LOSSES, 4, 3, 0, 4),
                new Bounds("members", 3, 2, Level.SYNCED, true, Root.LED, and(Kind.CHANGE), 4, 3, 1, 2),
                new Bounds(
                        "members-power", 3, 2, Level.WRITTEN, true, Root.LED, and(Kind.CHANGE, Kind.POWER), 4, 3, 1, 2),
                new Bounds("snapshots", 3, 3, Level.SYNCED, true, Root.LED, and(Kind.SNAPSHOT), 4, 4, 1, 2));
    }

    private static Set<Kind> and(Kind first, Kind... more) {
        EnumSet<Kind> kinds = EnumSet.copyOf(COMMON);
        kinds.add(first);
        kinds.addAll(List.of(more));
        return kinds;
    }

    boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    /** @param starts the number of earlier starts of the node, so that no two processes draw the same random numbers */
    CoreConfig configOf(int node, int starts) {
        return new CoreConfig(
                node,
                ELECTION_NANOS,
                ELECTION_NANOS + 1,
                HEARTBEAT_NANOS,
                LEASE_NANOS,
                DRIFT_PARTS_PER_MILLION,
                1 << 20,
                4,
                1 << 20,
                level,
                node * 100L + starts);
    }

    Configuration bootstrap() {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= voters; id++) {
            members.add(new Member(id, "n" + id, id * 11L, Member.Role.VOTER));
        }
        return new Configuration(0, members);
    }
}
