package io.dengine.kv.memory;

import java.util.function.IntConsumer;

/** Moves the bytes of keys and versions within the slabs, where the ids of keys are negative. */
final class SlabOwners implements Slabs.Owners {
    private final Keys keys;
    private final Versions versions;
    private final IntConsumer emptied;

    /** @param emptied takes each slab that is empty now */
    SlabOwners(Keys keys, Versions versions, IntConsumer emptied) {
        this.keys = keys;
        this.versions = versions;
        this.emptied = emptied;
    }

    @Override
    public boolean uses(int owner, long location) {
        return owner > 0
                ? versions.location(owner) == location
                : keys.newest(-owner) != 0 && keys.location(-owner) == location;
    }

    @Override
    public void moved(int owner, long to) {
        if (owner > 0) {
            versions.relocate(owner, to);
        } else {
            keys.relocate(-owner, to);
        }
    }

    @Override
    public void emptied(int slab) {
        emptied.accept(slab);
    }
}
