package io.dengine.chaos;

import java.io.IOException;

/** A kind of fault and the checks that go with it. */
interface Scenario {
    /** Runs the scenario on its own cluster. */
    Outcome run(ChaosPlan plan) throws IOException;
}
