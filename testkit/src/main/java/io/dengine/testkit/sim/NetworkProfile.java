package io.dengine.testkit.sim;

/**
 * How the network of a run behaves.
 *
 * @param meanDelayNanos between sending and arriving
 * @param lossRate how many messages vanish
 * @param repeatRate how many arrive twice
 * @param replayRate how often a message of long ago arrives again
 * @param ordered whether messages of one link stay in order, and a loss breaks the connection, as with a stream
 * @param keenOnAnswers whether answers about snapshots, which are few, are replayed as often as all else together
 * @param reportRate how often a cut connection is reported to those who had it
 */
record NetworkProfile(
        long meanDelayNanos,
        double lossRate,
        double repeatRate,
        double replayRate,
        boolean ordered,
        boolean keenOnAnswers,
        double reportRate) {}
