package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.api.ReadOptions;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import io.dengine.client.remote.RemoteClient;
import io.dengine.core.membership.Member;
import io.dengine.testkit.contract.ClientContract;
import io.dengine.testkit.contract.LeaseContract;
import io.dengine.testkit.contract.WatchContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client on real connections to three nodes, which come and go. */
@Timeout(120)
class RemoteClientTest {
    private static @Nullable Nodes shared;
    private static @Nullable Client sharedClient;

    /** Three nodes in this process. */
    private static final class Nodes implements AutoCloseable {
        private final Path directory;
        private final List<Member> members;
        private final Map<Integer, NodeInProcess> running = new HashMap<>();

        Nodes(Path directory) throws Exception {
            this.directory = directory;
            this.members = NodeInProcess.members(3);
            for (Member member : members) {
                start(member.id());
            }
        }

        void start(int id) throws Exception {
            running.put(id, new NodeInProcess(id, members, directory.resolve(String.valueOf(id))));
        }

        void stop(int id) throws Exception {
            Objects.requireNonNull(running.remove(id)).close();
        }

        /** Until each can make up for another's end, which one that has missed the beginning cannot. */
        void awaitComplete() throws InterruptedException {
            while (!running.values().stream().allMatch(NodeInProcess::isComplete)) {
                Thread.sleep(5);
            }
        }

        Client connect() {
            return RemoteClient.builder()
                    .endpoints(members.stream().map(Member::address).toArray(String[]::new))
                    .timeout(Duration.ofSeconds(30))
                    .connect();
        }

        @Override
        public void close() throws Exception {
            for (NodeInProcess node : running.values()) {
                node.close();
            }
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Nodes nodes = new Nodes(directory);
        shared = nodes;
        sharedClient = nodes.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        Objects.requireNonNull(sharedClient).close();
        Objects.requireNonNull(shared).close();
    }

    private static Client shared() {
        return Objects.requireNonNull(sharedClient);
    }

    @Nested
    class KeysTest extends ClientContract {
        @Override
        protected Client client() {
            return shared();
        }
    }

    @Nested
    class LeasesTest extends LeaseContract {
        @Override
        protected Client client() {
            return shared();
        }
    }

    @Nested
    class WatchesTest extends WatchContract {
        @Override
        protected Client client() {
            return shared();
        }
    }

    @Test
    void leaders_end_and_neither_writes_nor_watches_nor_leases_notice(@TempDir Path directory) throws Exception {
        try (Nodes nodes = new Nodes(directory);
                Client client = nodes.connect()) {
            nodes.awaitComplete();
            Lease lease = client.grantLease(Duration.ofSeconds(10)).keepAlive();
            client.put("lease", "held", PutOptions.lease(lease));
            try (Watch watch = client.watch(WatchRequest.prefix("key/"))) {
                List<Long> written = new ArrayList<>();
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 20; i++) {
                        written.add(client.put("key/" + i, "round " + round).revision());
                    }
                    int leader = client.leaderId().orElseThrow();
                    nodes.stop(leader);
                    written.add(client.put("key/after", "round " + round).revision());
                    nodes.start(leader);
                }
                List<Long> seen = new ArrayList<>();
                while (seen.size() < written.size()) {
                    WatchBatch batch = watch.take();
                    seen.add(batch.revision());
                }
                assertThat(seen).isEqualTo(written);
            }
            assertThat(client.get("lease")).isPresent();
            assertThat(lease.lost()).isNotDone();
        }
    }

    @Test
    void the_whole_cluster_restarts_and_the_client_goes_on(@TempDir Path directory) throws Exception {
        try (Nodes nodes = new Nodes(directory);
                Client client = nodes.connect()) {
            try (Watch watch = client.watch(WatchRequest.key("key"))) {
                client.put("key", "before");
                for (int id = 1; id <= 3; id++) {
                    nodes.stop(id);
                }
                for (int id = 1; id <= 3; id++) {
                    nodes.start(id);
                }
                long written = client.put("key", "after").revision();
                assertThat(watch.take().events().get(0).current().valueText()).isEqualTo("before");
                assertThat(watch.take().events().get(0).current().valueText()).isEqualTo("after");
                assertThat(client.get("key", ReadOptions.EVENTUAL.notBefore(written)))
                        .isPresent();
            }
        }
    }
}
