package io.dengine.chaos;

import java.io.IOException;

/** One kind of trouble. */
interface Scenario {
    /** Runs it on a cluster of its own. */
    Outcome run(ChaosPlan plan) throws IOException;
}
