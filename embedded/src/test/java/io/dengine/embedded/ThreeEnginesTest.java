package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.MemberView;
import io.dengine.api.ReadOptions;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three engines in one process. */
@Timeout(120)
class ThreeEnginesTest {
    @TempDir
    Path root;

    private Cluster three() {
        return new Cluster(root, 3, Cluster.Settings.NONE);
    }

    @Test
    void any_engine_takes_writes_and_reads() {
        try (Cluster cluster = three()) {
            for (int id = 1; id <= 3; id++) {
                cluster.engine(id).client().put("key" + id, "by " + id);
            }
            for (int id = 1; id <= 3; id++) {
                Client client = cluster.engine(id).client();
                assertThat(client.scanPrefix("key").rows())
                        .extracting(KeyValue::valueText)
                        .containsExactly("by 1", "by 2", "by 3");
            }
            assertThat(cluster.engine(1).client().cluster().clusterId())
                    .isEqualTo(cluster.engine(3).client().cluster().clusterId());
        }
    }

    @Test
    void exactly_one_engine_leads_and_all_agree_on_it() {
        try (Cluster cluster = three()) {
            Leader leader = cluster.engine(1).awaitReady(Cluster.PATIENCE);
            for (int id = 1; id <= 3; id++) {
                EmbeddedEngine engine = cluster.engine(id);
                assertThat(engine.awaitReady(Cluster.PATIENCE)).isEqualTo(leader);
                assertThat(engine.leader()).contains(leader);
                assertThat(engine.isLeader()).isEqualTo(id == leader.nodeId());
            }
        }
    }

    @Test
    void reads_that_need_nobody_are_done_on_return() {
        try (Cluster cluster = three()) {
            long revision = cluster.leader().client().put("key", "value").revision();
            Client follower = cluster.follower().client();
            follower.get("key", ReadOptions.EVENTUAL.notBefore(revision));
            assertThat(follower.async().get(Bytes.utf8("key"), ReadOptions.EVENTUAL))
                    .isDone();

            EmbeddedEngine leader = cluster.leader();
            CompletableFuture<Optional<KeyValue>> read;
            do {
                // The lease is there but for the moment after an election, or while the machine is very busy.
                leader.client().getLinearizable("key");
                read = leader.client().async().get(Bytes.utf8("key"), ReadOptions.LEASE);
            } while (!read.isDone());
            assertThat(read.join()).map(KeyValue::valueText).hasValue("value");
        }
    }

    @Test
    void writes_go_on_when_the_leader_dies_and_the_others_see_who_follows() {
        Map<Integer, FailingLog> logs = new ConcurrentHashMap<>();
        Cluster.Settings failing = (id, config) -> config.customLogStore((directory, beginning) -> {
            FailingLog log = new FailingLog(directory, beginning);
            logs.put(id, log);
            return log;
        });
        try (Cluster cluster = new Cluster(root, 3, failing)) {
            EmbeddedEngine leader = cluster.leader();
            EmbeddedEngine survivor = cluster.follower();
            List<Optional<Leader>> seen = new CopyOnWriteArrayList<>();
            survivor.onLeaderChange(seen::add);
            survivor.client().put("before", "1");

            logs.forEach((id, log) -> {
                if (id == leader.nodeId()) {
                    log.breakDown();
                }
            });
            survivor.client().put("after", "2");

            Leader next = survivor.awaitReady(Cluster.PATIENCE);
            assertThat(next.nodeId()).isNotEqualTo(leader.nodeId());
            Cluster.<Optional<Leader>>awaited(survivor::onLeaderChange, Optional.of(next)::equals);
            assertThat(survivor.client().getLinearizable("before")).isPresent();
            assertThat(leader.failed().join()).hasMessageContaining("the disk is gone");
            assertThat(leader.isStopped()).isTrue();
            assertThat(leader.isLeader()).isFalse();
            assertThat(seen.get(0)).map(Leader::nodeId).contains(leader.nodeId());
        }
    }

    @Test
    void a_leader_that_is_closed_hands_over_first() {
        try (Cluster cluster = three()) {
            EmbeddedEngine leader = cluster.leader();
            EmbeddedEngine survivor = cluster.follower();
            leader.close();
            survivor.client().put("key", "value");
            assertThat(survivor.awaitReady(Cluster.PATIENCE).nodeId()).isNotEqualTo(leader.nodeId());
        }
    }

    @Test
    void a_watch_on_a_follower_sees_what_others_write() throws Exception {
        try (Cluster cluster = three();
                var watch = cluster.follower().client().watch(WatchRequest.prefix("jobs/"))) {
            cluster.leader().client().put("jobs/1", "a");
            WatchBatch batch = watch.take();
            assertThat(batch.events().get(0).current().valueText()).isEqualTo("a");
        }
    }

    @Test
    void a_fourth_engine_joins_learns_and_becomes_a_voter() {
        try (Cluster cluster = three()) {
            cluster.engine(1).client().put("key", "value");
            EmbeddedEngine fourth = cluster.start(
                    4, cluster.builder(4).listenOn(cluster.address(4)).join(cluster.address(2)));
            fourth.awaitReady(Cluster.PATIENCE);
            assertThat(fourth.client().getEventual("key"))
                    .map(KeyValue::valueText)
                    .hasValue("value");
            Members members = Cluster.<Members>awaited(
                    cluster.engine(1)::onMembersChange, seen -> seen.voters().size() == 4);
            assertThat(members.all()).contains(new MemberView(4, cluster.address(4), MemberView.Role.VOTER));
            assertThat(members.committedIndex()).isPositive();
            assertThat(cluster.engine(3).admin().remove(4).join().all()).hasSize(3);
        }
    }

    @Test
    void an_engine_that_joins_to_read_stays_a_learner() {
        try (Cluster cluster = three()) {
            EmbeddedEngine fourth = cluster.start(
                    4,
                    cluster.builder(4)
                            .listenOn(cluster.address(4))
                            .join(cluster.address(1), cluster.address(2))
                            .readOnly());
            fourth.awaitReady(Cluster.PATIENCE);
            fourth.client().put("key", "by a learner");
            assertThat(fourth.client().getLinearizable("key")).isPresent();
            assertThat(fourth.members().learners())
                    .containsExactly(new MemberView(4, cluster.address(4), MemberView.Role.READ_ONLY));
        }
    }

    @Test
    void leadership_is_handed_to_whom_an_operator_names_by_way_of_any_engine() {
        try (Cluster cluster = three()) {
            EmbeddedEngine target = cluster.follower();
            target.admin().transferLeadership(target.nodeId()).join();
            Cluster.<Optional<Leader>>awaited(
                    target::onLeaderChange, leader -> leader.map(Leader::nodeId).equals(Optional.of(target.nodeId())));
        }
    }

    @Test
    void leadership_is_handed_to_one_that_comes_back_and_not_to_one_that_is_away() {
        try (Cluster cluster = three()) {
            int away = cluster.follower().nodeId();
            EmbeddedEngine other = cluster.engine(away == 1 ? 2 : 1);
            cluster.engine(away).close();
            Assertions.assertThatThrownBy(
                            () -> other.admin().transferLeadership(away).join())
                    .hasMessageContaining("Nothing was changed");
            cluster.startVoter(away, 3).awaitReady(Cluster.PATIENCE);
            other.admin().transferLeadership(away).join();
            Cluster.<Optional<Leader>>awaited(
                    other::onLeaderChange, leader -> leader.map(Leader::nodeId).equals(Optional.of(away)));
        }
    }

    @Test
    void a_request_of_an_operator_that_cannot_be_is_refused_in_the_leaders_words() {
        try (Cluster cluster = three()) {
            CompletableFuture<Members> promoted = cluster.follower().admin().promote(9);
            Assertions.assertThatThrownBy(promoted::join)
                    .hasCauseInstanceOf(EngineException.InvalidRequest.class)
                    .hasMessageContaining("Node 9 is not a member");
        }
    }

    @Test
    void an_engine_tells_what_it_waits_for_when_the_others_are_not_there() {
        try (Cluster cluster = three()) {
            cluster.engine(2).close();
            cluster.engine(3).close();
            cluster.engine(1).close();
            EmbeddedEngine alone = cluster.startVoter(1, 3);
            Assertions.assertThatThrownBy(() -> alone.awaitReady(java.time.Duration.ofMillis(300)))
                    .isInstanceOf(EngineException.Unavailable.class)
                    .hasMessageContaining("No leader is known to node 1")
                    .hasMessageContaining("1 (this one), 2 at " + cluster.address(2));
        }
    }
}
