package io.dengine.simulator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machines of one cluster, with their faults and their operator. */
final class Machines {
    private final World world;
    private final List<SimHost> hosts = new ArrayList<>();
    private final Nemesis nemesis;
    private final Temperature temperature;
    private @Nullable Operator operator;

    /** @param installs installs the first nodes, before anything else happens to these machines */
    Machines(World world, Consumer<List<SimHost>> installs) {
        this.world = world;
        for (int id = 1; id <= world.swarm().nodes(); id++) {
            hosts.add(new SimHost(id, world));
        }
        world.referee().watch(hosts);
        installs.accept(hosts);
        nemesis = new Nemesis(world, hosts);
        temperature = new Temperature(world, hosts);
        Stranger.mayVisit(world, hosts);
        Swarm.Churn churn = world.swarm().churn();
        operator = churn == null ? null : new Operator(world, hosts, nemesis, churn);
    }

    World world() {
        return world;
    }

    List<SimHost> hosts() {
        return hosts;
    }

    Nemesis nemesis() {
        return nemesis;
    }

    /** Returns the operator, or null if nobody changes the members. */
    @Nullable
    Operator operator() {
        return operator;
    }

    /** Makes sure that someone replaces nodes which hold what the others lost, and stop themselves. */
    void needOperator() {
        if (operator == null) {
            operator = new Operator(world, hosts, nemesis, new Swarm.Churn(0, Scheduler.SECOND, false, false, false));
            operator.stop();
        }
    }

    private void stopFaults() {
        nemesis.stop();
        temperature.stop();
        if (operator != null) {
            operator.stop();
        }
    }

    /** Ends all faults. */
    void heal() {
        stopFaults();
        world.priorities().stop();
        world.scheduler().note("heal", 0, 0);
        world.network().heal(new NetworkProfile(Scheduler.MILLI, 0, 0, 0, true, false, 1));
        hosts.forEach(SimHost::heal);
    }

    /** Ends the cluster for ever. */
    void retire() {
        stopFaults();
        hosts.forEach(SimHost::retire);
        discard();
    }

    /** Frees the resources at the end of the run. */
    void discard() {
        hosts.forEach(SimHost::discard);
    }

    /** Returns the last events of the cores of all nodes that run. */
    List<String> coreEvents() {
        List<String> lines = new ArrayList<>();
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (process != null) {
                lines.add("core of node " + host.id() + ':');
                List<String> events = process.node().recentEvents();
                lines.addAll(events.subList(Math.max(0, events.size() - Trace.KEPT), events.size()));
            }
        }
        return lines;
    }
}
