package io.dengine.testkit.explore;

/** One step of a schedule. The same action on the same state always leads to the same state. */
sealed interface Action {
    /** The message at this position of its link arrives. */
    record Deliver(int from, int to, int place) implements Action {}

    /** The message at this position of its link arrives, and also stays in flight. */
    record Repeat(int from, int to, int place) implements Action {}

    /** The first message of a link is lost. */
    record Lose(int from, int to) implements Action {}

    /** A link holds its messages in flight and those that are sent later. */
    record Hold(int from, int to) implements Action {}

    record Release(int from, int to) implements Action {}

    /** Both ends notice that their connection broke; the messages on it are lost. */
    record Disconnect(int one, int other) implements Action {}

    /** The nodes of this set cannot reach the others: messages on the links between the two sides wait. */
    record Split(int nodes) implements Action {}

    /** The split ends. The messages that waited arrive, or are lost. */
    record Heal(boolean lossy) implements Action {}

    /** A node whose deadline has come acts. */
    record Tick(int node) implements Action {}

    /** Time passes until the next deadline of any node. */
    record Pass() implements Action {}

    /** Time passes until just before the next lease or promise ends. */
    record PassAlmost() implements Action {}

    record Pause(int node) implements Action {}

    record Resume(int node) implements Action {}

    /** The disk of a node does nothing from now on. */
    record Stall(int node) implements Action {}

    /** The disk of a node does every pending operation. */
    record Unstall(int node) implements Action {}

    /** The disk of a node does one pending operation. */
    record StoreOne(int node) implements Action {}

    record Kill(int node) implements Action {}

    record LosePower(int node) implements Action {}

    record Start(int node) implements Action {}

    /** All processes die at once. */
    record KillAll() implements Action {}

    record Write(int node) implements Action {}

    record Read(int node) implements Action {}

    record Transfer(int from, int to) implements Action {}

    /** Adds a node as a learner that its leader may promote, or removes a node. */
    record Change(int leader, int node, Wish wish) implements Action {}

    /** The kind of membership change. */
    enum Wish {
        JOIN,
        LEAVE
    }

    /** A snapshot of a node's applied state becomes durable, and its log is compacted up to it. */
    record Snapshot(int node) implements Action {}

    record AcceptLoss(int node) implements Action {}
}
