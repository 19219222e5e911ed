package io.dengine.simulator.run;

import io.dengine.core.membership.Configuration;
import io.dengine.node.start.LogSource;
import io.dengine.node.start.NodeLog;
import io.dengine.simulator.check.Violation;
import java.io.IOException;
import java.util.List;

/** The log on a host's disk, observed by the referee. */
final class ObservedSource implements LogSource {
    private final int node;
    private final World world;
    private final Storage storage;
    private final Missing missing;
    private final Storage.Opened disks;

    ObservedSource(int node, World world, Storage storage, Missing missing, Storage.Opened disks) {
        this.node = node;
        this.world = world;
        this.storage = storage;
        this.missing = missing;
        this.disks = disks;
    }

    @Override
    public NodeLog open() throws IOException {
        return new ObservedNodeLog(node, disks.log().open(), disks.snapshots(), world.referee(), missing.surviving());
    }

    @Override
    public List<Configuration> mayBeInForce(IOException why) throws IOException {
        if (!missing.rotten && !storage.mayBeDamaged()) {
            throw new Violation("starts again", "node " + node + " cannot read its disk: " + why);
        }
        return disks.log().mayBeInForce(why);
    }

    @Override
    public List<String> setAside(boolean stateIsLost) throws IOException {
        world.scheduler().note("set aside", node, missing.givenUp ? 1 : 0);
        if (missing.copied && world.referee().votesAlone(node)) {
            throw new Violation("only voter", "node " + node + " votes alone, but discards unreadable entries");
        }
        missing.givenUp = true;
        missing.setAside = true;
        try {
            return disks.log().setAside(stateIsLost);
        } finally {
            storage.damageSetAside(); // also by a process that crashes meanwhile
        }
    }

    @Override
    public void close() {}
}
