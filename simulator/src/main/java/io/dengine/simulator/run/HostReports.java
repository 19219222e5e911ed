package io.dengine.simulator.run;

import io.dengine.core.Effect;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.SnapshotReport;
import io.dengine.simulator.check.Violation;

/** Receives the reports of the nodes that run on one machine. */
final class HostReports {
    private final SimHost host;
    private final World world;
    private final Missing missing;

    HostReports(SimHost host, World world, Missing missing) {
        this.host = host;
        this.world = world;
        this.missing = missing;
    }

    void snapshot(SnapshotReport report) {
        String what = report instanceof SnapshotReport.Failed failed
                ? "snapshot: " + failed.why()
                : report.getClass().getSimpleName();
        world.scheduler().note(what, host.id(), host.starts());
    }

    void noted(Effect.Note note) {
        if (note.topic() == Effect.Topic.RECOVERED || note.topic() == Effect.Topic.CLUSTER_BEGUN) {
            missing.recovering = false;
            world.scheduler().note("recovered", host.id(), note.index());
        } else if (note.topic() == Effect.Topic.DISK_FORGOT) {
            missing.recovering = true;
            world.scheduler().note("forgot", host.id(), note.index());
        }
    }

    /** Checks a report: reported damage must exist, and compared states must be equal. */
    void verified(IntegrityReport report) {
        Storage storage = host.storage();
        switch (report) {
            case IntegrityReport.Read read -> {}
            case IntegrityReport.PassEnded ended -> world.scheduler().note("scrubbed", host.id(), ended.bytes());
            case IntegrityReport.Replaced replaced -> {
                world.scheduler().note("damage replaced", host.id(), replaced.index());
                missing.rotten &= storage.isDamaged();
            }
            case IntegrityReport.Damaged damaged -> {
                world.scheduler().note("damage found", host.id(), host.starts());
                if (!storage.mayBeDamaged() && !missing.rotten) {
                    world.referee()
                            .object(new Violation(
                                    "scrub", "node " + host.id() + " reports damage that does not exist: " + damaged));
                }
                storage.damageFound(damaged.kind(), damaged.name());
            }
            case IntegrityReport.StatesEqual equal -> world.scheduler().note("states equal", host.id(), equal.index());
            case IntegrityReport.StatesDiffer differ ->
                world.referee().object(new Violation("comparison", "node " + host.id() + " compares " + differ));
        }
    }
}
