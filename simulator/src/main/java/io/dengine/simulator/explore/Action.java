package io.dengine.simulator.explore;

/** One step of a schedule. The same action on the same state always leads to the same state. */
sealed interface Action {
    /** Delivers the message at this position of its link. */
    record Deliver(int from, int to, int place) implements Action {}

    /** Delivers the message at this position of its link, and keeps it in flight. */
    record Repeat(int from, int to, int place) implements Action {}

    /** Drops the first message of a link. */
    record Lose(int from, int to) implements Action {}

    /** Makes a link hold its messages in flight and those that are sent later. */
    record Hold(int from, int to) implements Action {}

    record Release(int from, int to) implements Action {}

    /** Breaks a connection: both ends notice it, and the messages on it are lost. */
    record Disconnect(int one, int other) implements Action {}

    /** Partitions the nodes: those in this set cannot reach the others, and messages between the two sides wait. */
    record Split(int nodes) implements Action {}

    /** Ends the partition. The waiting messages are delivered, or lost. */
    record Heal(boolean lossy) implements Action {}

    /** Ticks a node whose deadline has come. */
    record Tick(int node) implements Action {}

    /** Advances the time to the next deadline of any node. */
    record Pass() implements Action {}

    /** Advances the time to just before the next lease or promise ends. */
    record PassAlmost() implements Action {}

    record Pause(int node) implements Action {}

    record Resume(int node) implements Action {}

    /** Stops the disk of a node from completing operations. */
    record Stall(int node) implements Action {}

    /** Lets the disk of a node complete all pending operations. */
    record Unstall(int node) implements Action {}

    /** Lets the disk of a node complete one pending operation. */
    record StoreOne(int node) implements Action {}

    record Kill(int node) implements Action {}

    record LosePower(int node) implements Action {}

    record Start(int node) implements Action {}

    /** Kills all processes at once. */
    record KillAll() implements Action {}

    record Write(int node) implements Action {}

    record Read(int node) implements Action {}

    record Transfer(int from, int to) implements Action {}

    /** Adds a node as a learner, which its leader may promote, or removes a node. */
    record Change(int leader, int node, Wish wish) implements Action {}

    /** The kind of membership change. */
    enum Wish {
        JOIN,
        LEAVE
    }

    /** Makes a snapshot of a node's applied state durable, and compacts its log up to it. */
    record Snapshot(int node) implements Action {}

    record AcceptLoss(int node) implements Action {}
}
