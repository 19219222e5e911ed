package io.dengine.server.console;

import io.dengine.bytes.Bytes;
import java.util.List;

/**
 * The state of a node during one interval, which is a second unless the machine was busy.
 *
 * <p>In JSON the names are those below in lower case with underscores, such as {@code time_millis}. Shares are parts of
 * one processor, from 0. A value that was not measured is 0, or -1 where 0 has a meaning. A reader ignores names that
 * it does not know, and takes missing values as 0, so the versions of node and reader may differ.
 *
 * @param timeMillis the end of the interval, Unix time
 * @param intervalMillis the length of the interval that rates and shares refer to
 * @param node the identity of the node
 * @param raft its Raft state
 * @param load the load of its clients
 * @param disk the activity of its disk
 * @param jvm the process
 * @param clients its connections, and the resources that clients hold
 * @param workers stages, event loops, and all other threads
 * @param peers on a leader: the other members
 * @param slow recent slow steps and garbage collections, newest first
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
     * The identity of the node.
     *
     * @param id the node id
     * @param address the address at which clients and peers reach it
     * @param version of the program
     * @param pid of the process
     * @param uptimeMillis the time since the start of the process
     */
    public record Self(int id, String address, String version, long pid, long uptimeMillis) {}

    /**
     * The Raft state of the node.
     *
     * @param role leader, follower, candidate, pre_candidate or learner
     * @param ready whether a leader has committed an entry of its term
     * @param term the current term
     * @param leaderId the leader that it knows, 0 for none
     * @param leaderChanges the number of times that it saw another leader since its start
     * @param commitIndex the last entry known to be committed
     * @param appliedIndex the last entry in the state machine
     * @param recovering whether it does not count toward votes or commit until it has caught up
     * @param voters the number of members that vote
     * @param learners the number of members that do not vote
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
     * The rate and the latency of a repeated event.
     *
     * @param perSecond the rate
     * @param p50Millis the median of the interval, accurate to within a third of its value
     * @param p99Millis the 99th percentile, likewise
     */
    public record Flow(double perSecond, double p50Millis, double p99Millis) {}

    /**
     * The load of clients.
     *
     * @param writes commands of this node's clients, from acceptance to application
     * @param confirmed reads that a quorum had to confirm, from acceptance to the answer
     * @param linearizablePerSecond reads that asked for this policy
     * @param leasePerSecond the same
     * @param eventualPerSecond the same
     * @param appliedPerSecond entries applied, from the clients of any node
     * @param watches the number of watches
     * @param watchEventsPerSecond events delivered to watchers
     * @param refusedPerSecond requests that were refused
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
     * The activity of the disk.
     *
     * @param syncs of the log
     * @param appendedBytesPerSecond payload written to the log
     * @param unsyncedEntries entries that a power failure could lose
     * @param freeBytes the free space, -1 if unknown
     * @param reserveBytes with less free space than this, a leader accepts only requests that free space
     * @param nearlyFull whether the free space is below the reserve
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
     * @param processors the number of available processors
     * @param heapUsedBytes the used part of the heap
     * @param heapMaxBytes the maximum size of the heap
     * @param threads the number of Java platform threads
     * @param collectionsPerSecond garbage collections
     * @param pausedMillis the total time of collections in the interval
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
     * The connections, and the resources that clients hold.
     *
     * @param connections to the port of the node, including peers
     * @param calls of clients in flight
     * @param requests in the node
     * @param maxRequests the maximum of {@code requests}
     * @param memoryBytes the memory that clients make the node hold
     * @param maxMemoryBytes the maximum of {@code memoryBytes}
     */
    public record Clients(
            int connections, long calls, int requests, int maxRequests, long memoryBytes, long maxMemoryBytes) {}

    /**
     * A thread, or several of one kind.
     *
     * @param name of the stage or loop
     * @param kind stage, loop or other
     * @param busy share of the interval spent in steps; where steps are not measured, the share of a processor
     * @param carried the part of {@code busy} that event loops did for the stage
     * @param cpu share of a processor; less than busy where the thread waits for the disk
     * @param waiting the number of tasks that wait for it
     * @param deepest the maximum of {@code waiting} in the interval
     * @param stepsPerSecond steps that found something to do
     * @param longestMillis the longest step; of a loop, the time that a task waited for its turn
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
     * @param id the node id
     * @param address its address
     * @param role voter, promotable or read_only
     * @param mode probe, pipeline or snapshot: the way in which the leader sends to it
     * @param heard whether it has answered within an election timeout
     * @param matchIndex the index up to which its log equals the leader's
     * @param nextIndex the first entry that was not sent yet
     * @param inFlight appends without an answer
     * @param lag entries that it is not known to have
     * @param roundTripMillis the smoothed time until it answers; -1 if unknown
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
     * A slow step or garbage collection.
     *
     * @param endedMillis its end, Unix time
     * @param what the stage, or gc
     * @param tookMillis its duration
     * @param detail the number of waiting tasks, or the cause of the collection
     */
    public record Slow(long endedMillis, String what, double tookMillis, String detail) {}

    /** Returns one line of JSON, without a line break. */
    public Bytes toJson() {
        return RecordJson.write(this);
    }

    /** @throws IllegalArgumentException if {@code json} is not a JSON object */
    public static Sample fromJson(String json) {
        return RecordJson.read(json, Sample.class);
    }
}
