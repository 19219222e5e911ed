package io.dengine.chaos;

import java.io.IOException;

/** A kind of fault together with its checks. */
interface Scenario {
    /** Runs the scenario on its own cluster. */
    Outcome run(ChaosPlan plan) throws IOException;
}
