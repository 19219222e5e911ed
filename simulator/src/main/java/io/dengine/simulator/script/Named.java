package io.dengine.simulator.script;

import io.dengine.core.Waiter;

/** A waiter that transcripts show by its name. */
record Named(String name) implements Waiter {
    @Override
    public String toString() {
        return name;
    }
}
