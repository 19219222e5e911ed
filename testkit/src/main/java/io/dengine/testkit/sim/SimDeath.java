package io.dengine.testkit.sim;

/** Thrown in the middle of a disk operation: the process ends here. */
final class SimDeath extends Error {
    private static final long serialVersionUID = 1L;

    SimDeath() {
        super("the process dies here", null, false, false);
    }
}
