package io.dengine.testkit.explore;

/** One step of a schedule. The same action on the same state always leads to the same state. */
sealed interface Action {
    /** The message at this place of its link arrives. */
    record Deliver(int from, int to, int place) implements Action {}

    /** The message at this place of its link arrives, and stays on its way as well. */
    record Repeat(int from, int to, int place) implements Action {}

    /** The first message of a link is lost. */
    record Lose(int from, int to) implements Action {}

    /** A link holds what is on it, and what comes. */
    record Hold(int from, int to) implements Action {}

    record Release(int from, int to) implements Action {}

    /** Both ends notice that their connection broke; what was on it is lost. */
    record Disconnect(int one, int other) implements Action {}

    /** The nodes of this set cannot reach the others: what is on the links between them waits. */
    record Split(int nodes) implements Action {}

    /** The split ends. What waited arrives, or is lost. */
    record Heal(boolean lossy) implements Action {}

    /** A node whose deadline has come acts. */
    record Tick(int node) implements Action {}

    /** Time passes until the next deadline of any node. */
    record Pass() implements Action {}

    /** Time passes until just before the next lease or promise ends. */
    record PassAlmost() implements Action {}

    record Pause(int node) implements Action {}

    record Resume(int node) implements Action {}

    /** From now on the disk of a node does nothing. */
    record Stall(int node) implements Action {}

    /** The disk does everything that waits. */
    record Unstall(int node) implements Action {}

    /** The disk does one thing that waits. */
    record StoreOne(int node) implements Action {}

    record Kill(int node) implements Action {}

    record LosePower(int node) implements Action {}

    record Start(int node) implements Action {}

    /** All processes die at once. */
    record KillAll() implements Action {}

    record Write(int node) implements Action {}

    record Read(int node) implements Action {}

    record Transfer(int from, int to) implements Action {}

    /** Makes a node a member, a voter, or no member any more. */
    record Change(int leader, int node, Wish wish) implements Action {}

    /** What a change is to do. */
    enum Wish {
        JOIN,
        LEAVE
    }

    /** A snapshot of what a node has applied becomes durable, and its log begins after it. */
    record Snapshot(int node) implements Action {}

    record AcceptLoss(int node) implements Action {}
}
