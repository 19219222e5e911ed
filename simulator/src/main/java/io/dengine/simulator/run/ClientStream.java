package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.client.remote.DrivenNetwork;
import org.jspecify.annotations.Nullable;

/**
 * A connection between a client and a node, with the properties of TCP: in each direction the bytes arrive in order,
 * late if the link is cut, up to the point at which the connection ends. Either side may or may not be notified of the
 * end.
 */
final class ClientStream implements DrivenNetwork.Stream {
    private static final long NEVER = Long.MAX_VALUE;

    private final World world;
    private final ClientNetwork network;
    private final SimHost host;
    private final DrivenNetwork.End client;
    private @Nullable ServedClient node;
    private long toNodeNanos;
    private long toClientNanos;

    /** The time after which no bytes arrive. */
    private long brokenNanos = NEVER;

    private boolean over;

    ClientStream(World world, ClientNetwork network, SimHost host, DrivenNetwork.End client) {
        this.world = world;
        this.network = network;
        this.host = host;
        this.client = client;
    }

    /** Returns whether the client has closed the connection. */
    boolean isOver() {
        return over;
    }

    long owner() {
        return network.owner();
    }

    void dial() {
        toNode(() -> {
            ClientPort port = host.clients();
            if (port == null) {
                endForClient("no process listens at node " + host.id());
            } else {
                node = port.accept(this);
                toClient(client::connected);
            }
        });
    }

    @Override
    public void send(Bytes bytes) {
        if (over) {
            return;
        }
        if (network.breaks()) {
            breakOff();
        }
        int cut = network.random().nextInt(8) == 0 ? network.random().nextInt(bytes.length() + 1) : bytes.length();
        toNode(() -> arrive(bytes.slice(0, cut)));
        if (cut < bytes.length()) {
            toNode(() -> arrive(bytes.slice(cut)));
        }
    }

    private void arrive(Bytes bytes) {
        ServedClient served = node;
        if (served == null || served.isGone()) {
            endForClient("reset by node " + host.id());
        } else {
            served.received(bytes);
        }
    }

    /** Sends bytes from the node. */
    void answer(Bytes bytes) {
        if (network.breaks()) {
            breakOff();
        }
        int cut = network.random().nextInt(8) == 0 ? network.random().nextInt(bytes.length() + 1) : bytes.length();
        toClient(() -> client.received(bytes.slice(0, cut)));
        if (cut < bytes.length()) {
            toClient(() -> client.received(bytes.slice(cut)));
        }
    }

    /** Ends the connection from the node's side. */
    void endForClient(String why) {
        toClient(() -> {
            over = true;
            client.ended(why);
        });
    }

    @Override
    public void close() {
        over = true;
        toNode(() -> {
            if (node != null) {
                node.ended();
            }
        });
    }

    /** Breaks the connection at a random time: bytes in flight after it are lost, in both directions. */
    private void breakOff() {
        if (brokenNanos != NEVER) {
            return;
        }
        long when = network.arrivalNanos(host.id());
        boolean silently = network.random().nextInt(3) == 0;
        world.scheduler().note(silently ? "connection vanishes" : "connection breaks", host.id(), when);
        brokenNanos = when;
        world.scheduler()
                .at(network.arrivalNanos(host.id()) + when - world.scheduler().nowNanos(), () -> {
                    if (node != null) {
                        node.ended();
                    }
                    if (!silently && !over) {
                        over = true;
                        world.referee()
                                .check(() -> client.ended("the connection to node " + host.id() + " has broken"));
                    }
                });
    }

    private void toNode(Runnable arrival) {
        toNodeNanos = Math.max(toNodeNanos + 1, network.arrivalNanos(host.id()));
        if (toNodeNanos <= brokenNanos) {
            world.scheduler().at(toNodeNanos, arrival);
        }
    }

    private void toClient(Runnable arrival) {
        toClientNanos = Math.max(toClientNanos + 1, network.arrivalNanos(host.id()));
        if (toClientNanos <= brokenNanos) {
            world.scheduler().at(toClientNanos, () -> {
                if (!over) {
                    world.referee().check(arrival);
                }
            });
        }
    }
}
