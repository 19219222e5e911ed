package io.dengine.simulator.run;

import io.dengine.client.remote.DrivenNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The network between one client's machine and the nodes, which may be slow or partitioned for a while. */
final class ClientNetwork implements DrivenNetwork {
    static final int PORT = 9081;

    private static final long OUTAGE_MEAN_NANOS = Scheduler.SECOND;
    private static final int CUT_ONE_OF = 300;
    private static final int BREAK_ONE_OF = 300;

    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final long owner;
    private final long[] cutUntilNanos;
    private final List<ClientStream> streams = new ArrayList<>();
    private boolean calm;

    /** @param owner the owner to whom nodes attribute the resources that this client uses */
    ClientNetwork(World world, List<SimHost> hosts, SplittableRandom random, long owner) {
        this.world = world;
        this.hosts = hosts;
        this.random = random;
        this.owner = owner;
        this.cutUntilNanos = new long[hosts.size() + 1];
    }

    static String address(int node) {
        return "node" + node + ':' + PORT;
    }

    long owner() {
        return owner;
    }

    SplittableRandom random() {
        return random;
    }

    /** Stops new faults. A connection that has silently ended stays so: the client must detect it. */
    void heal() {
        calm = true;
        Arrays.fill(cutUntilNanos, 0);
    }

    @Override
    public Stream dial(String host, int port, End end) {
        SimHost dialled = hosts.get(Integer.parseInt(host.substring("node".length())) - 1);
        ClientStream stream = new ClientStream(world, this, dialled, end);
        streams.removeIf(ClientStream::isOver);
        streams.add(stream);
        stream.dial();
        return stream;
    }

    /** Returns whether a connection breaks now. */
    boolean breaks() {
        return !calm && random.nextInt(BREAK_ONE_OF) == 0;
    }

    /** Returns the arrival time of bytes sent now to or from {@code node}; later if bytes sent before arrive later. */
    long arrivalNanos(int node) {
        long now = world.scheduler().nowNanos();
        long delay = calm ? Scheduler.MILLI : world.swarm().network().meanDelayNanos();
        return Math.max(now, cutUntilNanos(node, now)) + Streams.around(random, Math.max(Scheduler.MICRO, delay));
    }

    private long cutUntilNanos(int node, long now) {
        if (!calm && cutUntilNanos[node] <= now && random.nextInt(CUT_ONE_OF) == 0) {
            long until = now + Streams.around(random, OUTAGE_MEAN_NANOS);
            boolean fromAll = random.nextInt(3) == 0;
            for (int each = 1; each < cutUntilNanos.length; each++) {
                if (fromAll || each == node) {
                    cutUntilNanos[each] = until;
                }
            }
            world.scheduler().note("client cut off", fromAll ? 0 : node, until);
        }
        return cutUntilNanos[node];
    }
}
