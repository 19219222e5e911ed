package io.dengine.server.console;

import io.dengine.bytes.Bytes;
import java.util.List;

/**
 * A node as it was during one interval, which is a second unless the machine was busy.
 *
 * <p>As JSON the names are those below in lower case with underscores, such as {@code time_millis}. Shares are parts of
 * one processor, from 0. What was not measured is 0, or -1 where 0 has a meaning. A reader ignores what it does not
 * know, and takes what is missing as 0, so versions may differ.
 *
 * @param timeMillis when it was taken, Unix time
 * @param intervalMillis what rates and shares are about
 * @param node which node it is
 * @param raft its place in the cluster
 * @param load what clients do
 * @param disk what the disk does
 * @param jvm the process
 * @param clients who is connected, and what that holds
 * @param workers stages, event loops, and all other threads
 * @param peers on a leader: the other members
 * @param slow what took long lately, newest first
 */
public record Sample(
        long timeMillis,
        long intervalMillis,
        Self node,
        Raft raft,
        Load load,
        Disk disk,
        Jvm jvm,
        Clients clients,
        List<Worker> workers,
        List<Peer> peers,
        List<Slow> slow) {
    public Sample {
        workers = List.copyOf(workers);
        peers = List.copyOf(peers);
        slow = List.copyOf(slow);
    }

    /**
     * Which node it is.
     *
     * @param id its number
     * @param address where clients and peers reach it
     * @param version of the program
     * @param pid of the process
     * @param uptimeMillis how long the process has run
     */
    public record Self(int id, String address, String version, long pid, long uptimeMillis) {}

    /**
     * Its place in the cluster.
     *
     * @param role leader, follower, candidate, pre_candidate or learner
     * @param ready whether a leader has committed an entry of its term
     * @param term the term it is in
     * @param leaderId the leader it knows, 0 for none
     * @param leaderChanges how often it has seen another leader since it was started
     * @param commitIndex the last entry known to be committed
     * @param appliedIndex the last entry in the state machine
     * @param recovering whether it does not count toward votes or commit until it has caught up
     * @param voters members that vote
     * @param learners members that do not
     */
    public record Raft(
            String role,
            boolean ready,
            long term,
            int leaderId,
            long leaderChanges,
            long commitIndex,
            long appliedIndex,
            boolean recovering,
            int voters,
            int learners) {}

    /**
     * Something that happens again and again, and how long it takes.
     *
     * @param perSecond how often
     * @param p50Millis the median of the interval, right within a third of its value
     * @param p99Millis the 99th percentile, likewise
     */
    public record Flow(double perSecond, double p50Millis, double p99Millis) {}

    /**
     * What clients do.
     *
     * @param writes commands of this node's clients, from acceptance to application
     * @param confirmed reads that a quorum had to confirm, from acceptance to the answer
     * @param linearizablePerSecond reads that asked for this policy
     * @param leasePerSecond the same
     * @param eventualPerSecond the same
     * @param appliedPerSecond entries applied, whoever wrote them
     * @param watches how many there are
     * @param watchEventsPerSecond events given to watchers
     * @param refusedPerSecond requests that failed
     */
    public record Load(
            Flow writes,
            Flow confirmed,
            double linearizablePerSecond,
            double leasePerSecond,
            double eventualPerSecond,
            double appliedPerSecond,
            int watches,
            double watchEventsPerSecond,
            double refusedPerSecond) {}

    /**
     * What the disk does.
     *
     * @param syncs of the log
     * @param appendedBytesPerSecond payload written to the log
     * @param unsyncedEntries what a loss of power could take
     * @param freeBytes what may still be written, -1 if unknown
     * @param reserveBytes below so many free bytes a leader takes only what frees room
     * @param nearlyFull whether that is so
     */
    public record Disk(
            Flow syncs,
            double appendedBytesPerSecond,
            long unsyncedEntries,
            long freeBytes,
            long reserveBytes,
            boolean nearlyFull) {}

    /**
     * The process.
     *
     * @param cpu processors in use
     * @param processors how many there are
     * @param heapUsedBytes of the heap
     * @param heapMaxBytes to which it may grow
     * @param threads platform threads
     * @param collectionsPerSecond garbage collections
     * @param pausedMillis how long they paused the process in the interval, all together
     * @param longestPauseMillis the longest of them
     */
    public record Jvm(
            double cpu,
            int processors,
            long heapUsedBytes,
            long heapMaxBytes,
            int threads,
            double collectionsPerSecond,
            double pausedMillis,
            double longestPauseMillis) {}

    /**
     * Who is connected, and what that holds.
     *
     * @param connections to the port of the node, peers included
     * @param calls of clients that are not answered yet
     * @param requests in the node
     * @param maxRequests the most there may be
     * @param memoryBytes what clients make the node hold
     * @param maxMemoryBytes the most they may
     */
    public record Clients(
            int connections, long calls, int requests, int maxRequests, long memoryBytes, long maxMemoryBytes) {}

    /**
     * A thread or several of one kind.
     *
     * @param name of the stage or loop
     * @param kind stage, loop or other
     * @param busy share of the interval spent in steps; where steps are not measured, the share of a processor
     * @param carried the part of {@code busy} that event loops did for the stage
     * @param cpu share of a processor; less than busy where the thread waits for the disk
     * @param waiting what waits for it
     * @param deepest the most that waited in the interval
     * @param stepsPerSecond steps that found something to do
     * @param longestMillis the longest step; of a loop, how long a task had to wait for its turn
     */
    public record Worker(
            String name,
            String kind,
            double busy,
            double carried,
            double cpu,
            long waiting,
            long deepest,
            double stepsPerSecond,
            double longestMillis) {}

    /**
     * Another member, as the leader knows it.
     *
     * @param id its number
     * @param address where it is
     * @param role voter, promotable or read_only
     * @param mode probe, pipeline or snapshot: how the leader sends to it
     * @param heard whether it has answered within an election timeout
     * @param matchIndex its log is the leader's up to here
     * @param nextIndex the first entry that was not sent yet
     * @param inFlight appends without an answer
     * @param lag entries it is not known to have
     * @param roundTripMillis how long it takes to answer, smoothed; -1 if unknown
     */
    public record Peer(
            int id,
            String address,
            String role,
            String mode,
            boolean heard,
            long matchIndex,
            long nextIndex,
            int inFlight,
            long lag,
            double roundTripMillis) {}

    /**
     * Something that took long.
     *
     * @param endedMillis when it ended, Unix time
     * @param what the stage, or gc
     * @param tookMillis how long it took
     * @param detail what waited meanwhile, or why it was
     */
    public record Slow(long endedMillis, String what, double tookMillis, String detail) {}

    /** One line of JSON, without an end of line. */
    public Bytes toJson() {
        return RecordJson.write(this);
    }

    /** @throws IllegalArgumentException if that is no object of JSON */
    public static Sample fromJson(String json) {
        return RecordJson.read(json, Sample.class);
    }
}
