package io.dengine.simulator.run;

/** Signals the end of the process in the middle of a disk operation. */
final class SimDeath extends Error {
    private static final long serialVersionUID = 1L;

    SimDeath() {
        super("the process dies here", null, false, false);
    }
}
