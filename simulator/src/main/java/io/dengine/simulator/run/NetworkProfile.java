package io.dengine.simulator.run;

/**
 * The behaviour of the network of a run.
 *
 * @param meanDelayNanos the mean time between sending and arrival
 * @param lossRate the share of messages that are lost
 * @param repeatRate the share of messages that arrive twice
 * @param replayRate the share of messages after which an old message arrives again
 * @param ordered true if messages of one link stay in order, and a loss breaks the connection, as with a stream
 * @param keenOnAnswers true if answers about snapshots, which are few, are replayed as often as all other messages
 *     together
 * @param reportRate the share of cut connections of which their ends are notified
 */
record NetworkProfile(
        long meanDelayNanos,
        double lossRate,
        double repeatRate,
        double replayRate,
        boolean ordered,
        boolean keenOnAnswers,
        double reportRate) {}
