package io.dengine.bench;

import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.client.remote.RemoteSettings;
import io.dengine.client.remote.RemoteTarget;
import io.dengine.command.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

final class NativeTraffic implements Traffic {
    private final Workload workload;
    private final List<RemoteTarget> clients;

    private NativeTraffic(Workload workload, List<RemoteTarget> clients) {
        this.workload = workload;
        this.clients = clients;
    }

    static NativeTraffic open(Workload workload, List<Endpoint> nodes, int count) throws BenchException {
        List<String> endpoints = nodes.stream().map(Endpoint::toString).toList();
        List<RemoteTarget> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new RemoteTarget(RemoteSettings.of(endpoints)));
        }
        try {
            for (RemoteTarget t : clients) t.awaitCluster(Duration.ofSeconds(5));
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted");
        }
        return new NativeTraffic(workload, clients);
    }

    @Override
    public Caller caller(int index, LogicalClient client) {
        RemoteTarget target = clients.get(index % clients.size());
        return new Caller() {
            @Override
            public void call(Bytes key) {
                Call call = switch (workload) {
                    case Workload.Put put -> new Call.Write(new Command.Put(key, put.value()));
                    case Workload.Get get -> new Call.ReadKeys(List.of(key), new ReadOptions(get.level(), 0, 0));
                };
                CompletableFuture<?> unused = target.call(call).thenAccept(answer -> {
                    if (answer instanceof Answer.Failed failed) {
                        client.failed(failed.problem() + failed.message());
                    } else {
                        client.succeeded();
                    }
                });
            }

            @Override
            public void cancel() {}
        };
    }

    @Override
    public void close() {
        clients.forEach(RemoteTarget::close);
    }
}
