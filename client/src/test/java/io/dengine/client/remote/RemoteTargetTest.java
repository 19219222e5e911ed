package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.api.Rows;
import io.dengine.api.WatchRequest;
import io.dengine.call.Answer;
import io.dengine.call.ClientFrame;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to nodes that behave. */
@Timeout(60)
class RemoteTargetTest extends FakeNodes {
    @Test
    void a_call_is_answered() throws Exception {
        FakeNode node = node(1);
        node.answers = call -> new Answer.Wrote(new Reply.Written(7, true, 1));
        RemoteTarget target = connected(node);
        assertThat(target.call(WRITE).get(20, TimeUnit.SECONDS))
                .isEqualTo(new Answer.Wrote(new Reply.Written(7, true, 1)));
        assertThat(node.hear(ClientFrame.Ask.class).call()).isEqualTo(WRITE);
    }

    @Test
    void answers_may_come_in_any_order() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        node.answers = call -> null;
        CompletableFuture<Answer> first = target.call(WRITE);
        CompletableFuture<Answer> second = target.call(READ);
        long firstId = node.hear(ClientFrame.Ask.class).id();
        long secondId = node.hear(ClientFrame.Ask.class).id();
        Rows rows = new Rows(List.of(), 9, false, 0);
        node.tellAll(new NodeFrame.Answered(secondId, new Answer.Found(rows)));
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Found(rows));
        assertThat(first).isNotDone();
        node.tellAll(new NodeFrame.Answered(firstId, new Answer.Wrote(new Reply.Written(8, true, 1))));
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Wrote(new Reply.Written(8, true, 1)));
    }

    @Test
    void members_are_found_from_one_endpoint_and_the_leader_gets_writes() throws Exception {
        FakeNode[] nodes = cluster(3);
        RemoteTarget target = connected(settings(nodes[1]), nodes);
        for (int i = 0; i < 50; i++) {
            target.call(i % 2 == 0 ? WRITE : READ).join();
        }
        assertThat(nodes[0].heard).hasSize(50);
        assertThat(target.cluster().leaderId()).isEqualTo(1);
        assertThat(target.cluster().members()).hasSize(3);
    }

    @Test
    void eventual_reads_and_watches_are_spread() throws Exception {
        FakeNode[] nodes = cluster(3);
        RemoteTarget target = connected(nodes);
        for (FakeNode node : nodes) {
            node.answers = call -> null;
        }
        for (int i = 0; i < 150; i++) {
            var unused = target.call(EVENTUAL);
            target.watch(WatchRequest.key("k"), () -> {});
        }
        for (FakeNode node : nodes) {
            int asked = 0;
            int watched = 0;
            while (asked < 30 || watched < 30) {
                ClientFrame frame = node.hear().frame();
                asked += frame instanceof ClientFrame.Ask ? 1 : 0;
                watched += frame instanceof ClientFrame.OpenWatch ? 1 : 0;
            }
        }
    }

    @Test
    void preferences_for_reads_are_followed() throws Exception {
        FakeNode[] nodes = cluster(3);
        RemoteTarget leader = connected(settings(nodes).withReading(ReadPreference.LEADER), nodes[0]);
        for (int i = 0; i < 20; i++) {
            leader.call(EVENTUAL).join();
        }
        assertThat(nodes[0].heard).hasSize(20);
        RemoteTarget followers = connected(settings(nodes).withReading(ReadPreference.FOLLOWERS), nodes[1], nodes[2]);
        nodes[0].heard.clear();
        for (int i = 0; i < 20; i++) {
            followers.call(EVENTUAL).join();
        }
        assertThat(nodes[0].heard).isEmpty();
    }

    @Test
    void writes_follow_the_leader() throws Exception {
        FakeNode[] nodes = cluster(3);
        RemoteTarget target = connected(nodes);
        nodes[1].tellAll(new NodeFrame.ClusterChanged(FakeNode.viewOf(2, 3, nodes)));
        while (views.take().leaderId() != 3) {
            // what was told before
        }
        target.call(WRITE).join();
        assertThat(nodes[2].hear(ClientFrame.Ask.class).call()).isEqualTo(WRITE);

        nodes[0].tellAll(new NodeFrame.ClusterChanged(FakeNode.viewOf(1, 1, nodes)));
        target.call(WRITE).join();
        assertThat(nodes[2].hear(ClientFrame.Ask.class).call())
                .as("an older term counts for nothing")
                .isEqualTo(WRITE);
    }

    @Test
    void a_watch_at_a_node_that_was_removed_goes_on_elsewhere() throws Exception {
        FakeNode[] nodes = cluster(3);
        RemoteTarget target = connected(nodes);
        Semaphore woken = new Semaphore(0);
        List<WatchFeed> feeds = new ArrayList<>();
        while (nodes[2].heard.stream().noneMatch(heard -> heard.frame() instanceof ClientFrame.OpenWatch)) {
            feeds.add(target.watch(WatchRequest.key("k"), woken::release));
        }
        ClusterView present = target.cluster();
        nodes[0].tellAll(new NodeFrame.ClusterChanged(new ClusterView(
                present.clusterId(), 2, 1, present.members().subList(0, 2), present.configurationIndex() + 1)));
        assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        assertThat(feeds.stream().map(WatchFeed::poll).filter(Objects::nonNull))
                .isNotEmpty()
                .allMatch(item -> item instanceof WatchItem.Ended ended && ended.end() == WatchItem.End.BROKEN);
        while (!(nodes[2].hear().frame() instanceof ClientFrame.CloseWatch)) {
            // what came before
        }
    }

    @Test
    void a_leader_that_says_that_it_leads_no_more_is_believed() throws Exception {
        FakeNode[] nodes = cluster(3);
        RemoteTarget target = connected(nodes);
        nodes[0].tellAll(new NodeFrame.ClusterChanged(FakeNode.viewOf(1, ClusterView.NO_LEADER, nodes)));
        while (views.take().hasLeader()) {
            // what was told before
        }
        for (int i = 0; i < 60; i++) {
            assertThat(succeeded(target.call(WRITE).join())).isTrue();
        }
        assertThat(nodes[1].heard).as("any node takes writes then").isNotEmpty();
        assertThat(nodes[2].heard).isNotEmpty();
    }

    @Test
    void nodes_that_tell_where_they_listen_are_taken_to_be_where_one_of_them_was_reached() throws Exception {
        FakeNode[] nodes = cluster(3);
        List<MemberView> everywhere = new ArrayList<>();
        for (FakeNode node : nodes) {
            everywhere.add(new MemberView(node.id, "0.0.0.0:" + node.port(), MemberView.Role.VOTER));
        }
        for (FakeNode node : nodes) {
            node.cluster = new ClusterView(FakeNode.CLUSTER, 1, 1, everywhere, 1);
        }
        connected(settings(nodes[2]), nodes);
    }

    @Test
    void a_node_with_two_names_gets_one_connection() throws Exception {
        FakeNode node = node(1);
        RemoteSettings settings = RemoteSettings.of(List.of(node.address(), "localhost:" + node.port()))
                .withTiming(settings(node).timing());
        RemoteTarget target = connected(settings, node);
        FakeNode.Session kept = ask(target, node).session();
        for (int i = 0; i < 20; i++) {
            assertThat(ask(target, node).session()).isSameAs(kept);
        }
        kept.close();
        await(target, WRITE, FakeNodes::succeeded);
    }

    @Test
    void a_node_of_another_cluster_gets_nothing() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(settings(node), node);
        FakeNode stranger = node(9);
        ClusterView foreign = FakeNode.viewOf(5, 9, stranger);
        stranger.cluster = new ClusterView("f".repeat(32), 5, 9, foreign.members(), 5);
        node.tellAll(new NodeFrame.ClusterChanged(new ClusterView(
                FakeNode.CLUSTER, 2, 1, FakeNode.viewOf(2, 1, node, stranger).members(), 2)));
        assertThat(stranger.hearFirst()).isInstanceOf(ClientFrame.Hello.class);
        for (int i = 0; i < 30; i++) {
            assertThat(succeeded(target.call(EVENTUAL).join())).isTrue();
        }
        assertThat(stranger.heard).allMatch(heard -> heard.frame() instanceof ClientFrame.Hello);
        assertThat(target.cluster().clusterId()).isEqualTo(FakeNode.CLUSTER);
    }

    // ---- failures

    @Test
    void without_a_node_calls_fail_as_not_sent_and_watches_end() throws Exception {
        FakeNode node = node(1);
        node.stop();
        RemoteTarget target = target(settings(node));
        Answer.Failed failed = failure(target.call(WRITE).get(20, TimeUnit.SECONDS));
        assertThat(failed.problem()).isEqualTo(Problem.UNAVAILABLE);
        assertThat(failed.message()).contains(node.address());
        WatchItem item = target.watch(WatchRequest.key("k"), () -> {}).poll();
        assertThat(item).extracting("end").isEqualTo(WatchItem.End.BROKEN);
    }

    @Test
    void what_a_lost_connection_means_depends_on_the_call() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        node.answers = call -> null;
        Semaphore woken = new Semaphore(0);
        CompletableFuture<Answer> write = target.call(WRITE);
        CompletableFuture<Answer> read = target.call(READ);
        WatchFeed feed = target.watch(WatchRequest.key("k"), woken::release);
        node.hear(ClientFrame.OpenWatch.class);
        node.stop();
        assertThat(failure(write.get(20, TimeUnit.SECONDS)).problem()).isEqualTo(Problem.OUTCOME_UNKNOWN);
        assertThat(failure(read.get(20, TimeUnit.SECONDS)).problem()).isEqualTo(Problem.UNAVAILABLE);
        assertThat(woken.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        WatchItem item = feed.poll();
        assertThat(item).extracting("end").isEqualTo(WatchItem.End.BROKEN);
    }

    @Test
    void a_node_that_comes_back_is_found_again() throws Exception {
        FakeNode[] nodes = cluster(2);
        RemoteTarget target = connected(settings(nodes[0]), nodes);
        for (int i = 0; i < 3; i++) {
            for (FakeNode node : nodes) {
                node.stop();
            }
            await(target, WRITE, answer -> !succeeded(answer));
            nodes[1].restart();
            await(target, WRITE, FakeNodes::succeeded);
            nodes[0].restart();
            awaitAnswer(target, nodes[0]);
        }
    }

    @Test
    void a_cluster_that_was_made_anew_is_taken_for_what_it_is() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        node.stop();
        node.cluster = new ClusterView(
                "e".repeat(32), 1, 1, FakeNode.viewOf(1, 1, node).members(), 1);
        node.restart();
        await(target, WRITE, FakeNodes::succeeded);
        assertThat(target.cluster().clusterId()).isEqualTo("e".repeat(32));
    }

    @Test
    void after_a_goodbye_others_are_asked_and_what_is_under_way_is_waited_for() throws Exception {
        FakeNode[] nodes = cluster(2);
        RemoteTarget target = connected(nodes);
        nodes[0].answers = call -> null;
        CompletableFuture<Answer> underWay = target.call(WRITE);
        long id = nodes[0].hear(ClientFrame.Ask.class).id();
        FakeNode.Session session = nodes[0].sessions.iterator().next();
        session.send(new NodeFrame.Goodbye("it stops"));
        session.send(new NodeFrame.ClusterChanged(FakeNode.viewOf(2, 1, nodes)));
        while (views.take().term() != 2) {
            // what was told before
        }
        assertThat(succeeded(target.call(WRITE).join())).isTrue();
        assertThat(underWay).isNotDone();
        for (int i = 0; i < 20; i++) {
            assertThat(succeeded(target.call(EVENTUAL).join())).isTrue();
        }
        session.send(new NodeFrame.Answered(id, new Answer.Wrote(new Reply.Written(3, true, 1))));
        assertThat(underWay.get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Wrote(new Reply.Written(3, true, 1)));
        while (nodes[0].sessions.contains(session)) {
            Thread.onSpinWait();
        }
    }
}
