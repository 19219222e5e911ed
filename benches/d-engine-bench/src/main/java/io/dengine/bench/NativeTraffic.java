package io.dengine.bench;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.client.remote.RemoteClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients of the native protocol: this project's client library, with a connection to each node. */
public final class NativeTraffic implements Traffic {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    private static final long LEADER_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Workload workload;
    private final List<Client> clients;

    private NativeTraffic(Workload workload, List<Client> clients) {
        this.workload = workload;
        this.clients = clients;
    }

    /**
     * Opens the clients and waits until all are connected, so that the measurement does not include that.
     *
     * @param exactlyOnce true if writes use sessions
     */
    public static NativeTraffic open(Workload workload, List<Endpoint> nodes, int count, boolean exactlyOnce)
            throws BenchException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(RemoteClient.builder()
                    .endpoints(nodes.stream().map(Endpoint::toString).toArray(String[]::new))
                    .exactlyOnce(exactlyOnce)
                    .timeout(CALL_LIMIT)
                    .requests(settings -> settings.withMaxUnderWay(1 << 20))
                    // The next call begins on the thread that read the last answer, as with gRPC here.
                    .executor(Runnable::run)
                    .connect());
        }
        NativeTraffic traffic = new NativeTraffic(workload, clients);
        long begin = System.nanoTime();
        for (Client client : clients) {
            while (!findsLeader(client)) {
                if (System.nanoTime() - begin > LEADER_LIMIT_NANOS) {
                    traffic.close();
                    throw new BenchException("a client is connected, but found no leader");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return traffic;
    }

    /** The node that answers may have no leader for a moment, for example after a load that was too much for it. */
    private static boolean findsLeader(Client client) {
        try {
            return client.cluster().hasLeader();
        } catch (EngineException e) {
            return false;
        }
    }

    @Override
    public Caller caller(int index, LogicalClient client) {
        AsyncClient connected = clients.get(index % clients.size()).async();
        return new NativeCaller(workload, connected, client);
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
