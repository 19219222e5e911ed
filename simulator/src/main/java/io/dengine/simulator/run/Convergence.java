package io.dengine.simulator.run;

import io.dengine.core.CoreStatus;
import io.dengine.simulator.check.Violation;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Demands that a cluster without faults soon serves again, and that its nodes agree. */
final class Convergence {
    private static final long CONVERGENCE_NANOS = 30 * Scheduler.SECOND;
    private static final long CHECK_NANOS = 100 * Scheduler.MILLI;

    private final World world;
    private final List<SimHost> hosts;
    private final @Nullable Operator operator;
    private final long deadlineNanos;

    Convergence(Machines machines) {
        this.world = machines.world();
        this.hosts = machines.hosts();
        this.operator = machines.operator();
        this.deadlineNanos = world.scheduler().nowNanos() + CONVERGENCE_NANOS;
    }

    /** Runs until {@code condition} holds; it must within the time of convergence. */
    void await(BooleanSupplier condition, String complaint) {
        await("convergence", condition, () -> complaint);
    }

    private void await(String rule, BooleanSupplier condition, Supplier<String> complaint) {
        while (!condition.getAsBoolean()) {
            if (world.scheduler().nowNanos() >= deadlineNanos) {
                throw new Violation(
                        rule,
                        complaint.get() + " within " + CONVERGENCE_NANOS / Scheduler.SECOND + " s: " + describe());
            }
            world.runUntil(world.scheduler().nowNanos() + CHECK_NANOS);
        }
    }

    /** Checks that a new write succeeds after all calls have ended, and that all nodes reach the same state. */
    void demand(Workload workload, History history, SimClient.Keys keys) {
        await(() -> operator == null || operator.isDone(), "members are missing");
        List<SimHost> members = hosts.stream().filter(this::isMember).toList();
        SimClient last = new SimClient(world, history, keys, members);
        await(() -> last.answered() > 0, "no call succeeds");
        last.stop();
        await(() -> last.openCalls() == 0 && isEqualEverywhere(), "the states of nodes differ");
        await("scrub", () -> hosts.stream().allMatch(SimHost::knowsItsDamage), () -> "damage was not found");
        workload.finish();
        await(workload::watchersAreComplete, "watchers lack changes");
        await(
                "convergence",
                workload::librariesAreComplete,
                () -> "the client library does not find the cluster: " + workload);
    }

    private boolean isEqualEverywhere() {
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (!isMember(host)) {
                continue;
            }
            if (process == null
                    || process.node().appliedIndex() != world.referee().log().lastIndex()) {
                return false;
            }
        }
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (process != null
                    && isMember(host)
                    && process.store().machine().stateHash() != world.referee().trueStateHash()) {
                throw new Violation("same states", "node " + host.id() + " differs at the end");
            }
        }
        return true;
    }

    private boolean isMember(SimHost host) {
        return world.referee().members().contains(host.id());
    }

    private String describe() {
        StringBuilder text = new StringBuilder("members ")
                .append(world.referee().members())
                .append(", applied somewhere ")
                .append(world.referee().log().lastIndex());
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            text.append(" [").append(host.id()).append(' ');
            if (process == null) {
                text.append("down]");
                continue;
            }
            CoreStatus status = process.node().status();
            text.append(status.role()).append(" term ").append(status.term());
            text.append(" leader ").append(status.leaderId());
            text.append(' ')
                    .append(world.referee().elections().durableOf(host.id()).completeness());
            text.append(" of ").append(world.referee().rounds().inForce(host.id()));
            text.append(" commit ").append(process.node().commitIndex());
            text.append(" applied ").append(process.node().appliedIndex()).append(']');
        }
        return text.toString();
    }
}
