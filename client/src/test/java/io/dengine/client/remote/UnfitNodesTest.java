package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to nodes that are silent, slow or mad, and the end of connections. */
@Timeout(60)
class UnfitNodesTest extends FakeNodes {
    @Test
    void a_node_that_gives_no_sign_of_life_is_given_up() throws Exception {
        FakeNode node = node(1);
        RemoteSettings.Timing timing = settings(node).timing().withKeepAlive(Duration.ofMillis(30));
        RemoteTarget target = connected(settings(node).withTiming(timing), node);
        node.answers = call -> null;
        node.answersPings = false;
        CompletableFuture<Answer> call = target.call(WRITE);
        node.hear(ClientFrame.Ping.class);
        Answer.Failed failed = failure(call.get(20, TimeUnit.SECONDS));
        assertThat(failed.problem()).isEqualTo(Problem.OUTCOME_UNKNOWN);
        assertThat(failed.message()).contains("no sign of life");
    }

    @Test
    void a_node_that_is_only_slow_is_waited_for() throws Exception {
        FakeNode node = node(1);
        RemoteSettings.Timing timing = settings(node).timing().withKeepAlive(Duration.ofMillis(50));
        RemoteTarget target = connected(settings(node).withTiming(timing), node);
        node.answers = call -> null;
        CompletableFuture<Answer> call = target.call(WRITE);
        long id = node.hear(ClientFrame.Ask.class).id();
        for (int i = 0; i < 5; i++) {
            node.hear(ClientFrame.Ping.class);
        }
        assertThat(call).isNotDone();
        node.tellAll(new NodeFrame.Answered(id, new Answer.Wrote(new Reply.Written(3, true, 1))));
        assertThat(succeeded(call.get(20, TimeUnit.SECONDS))).isTrue();
    }

    @Test
    void a_node_that_sends_nonsense_is_left_and_tried_again() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        node.answers = call -> null;
        CompletableFuture<Answer> call = target.call(READ);
        FakeNode.Heard heard = node.hear();
        heard.session()
                .send(new BytesWriter(16)
                        .writeInt(3)
                        .writeByte(99)
                        .writeByte(0)
                        .writeByte(0)
                        .toBytes());
        assertThat(failure(call.get(20, TimeUnit.SECONDS)).message()).contains("does not understand");
        node.answers = next -> new Answer.Wrote(new Reply.Written(1, true, 1));
        await(target, WRITE, FakeNodes::succeeded);
    }

    @Test
    void a_node_that_does_not_welcome_is_told_of() throws Exception {
        FakeNode node = node(1);
        node.cluster = null;
        RemoteTarget target = target(settings(node));
        FakeNode.Heard hello = node.heard.poll(20, TimeUnit.SECONDS);
        assertThat(hello).isNotNull();
        hello.session().send(new NodeFrame.Goodbye("upgrade the nodes first"));
        await(target, WRITE, answer -> failure(answer).message().contains("upgrade the nodes first"));
    }

    @Test
    void a_node_that_reads_nothing_holds_up_no_caller() throws Exception {
        FakeNode node = node(1);
        RemoteSettings settings =
                settings(node).withLimits(RemoteSettings.Limits.STANDARD.withMaxUnsentBytes(256 << 10));
        RemoteTarget target = connected(settings, node);
        node.answers = call -> null;
        node.reads = false;
        Call large = new Call.Write(new Command.Put(Bytes.utf8("k"), Bytes.wrap(new byte[64 << 10])));
        CompletableFuture<Answer> last = target.call(large);
        while (!last.isDone()) {
            last = target.call(large);
        }
        assertThat(failure(last.join()).problem()).isEqualTo(Problem.OVERLOADED);
        target.close();
    }

    // ---- watches

    @Test
    void a_slow_watcher_holds_up_nobody_else() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        WatchFeed slow = target.watch(WatchRequest.key("a"), () -> {});
        FakeNode.Heard opened = node.hear();
        long id = ((ClientFrame.OpenWatch) opened.frame()).watchId();
        int credit = node.hear(ClientFrame.Credit.class).items();
        opened.session().send(new NodeFrame.Watched(id, new WatchItem.Begun(1, 1)));
        for (int i = 0; i < credit; i++) {
            WatchBatch batch = new WatchBatch(2 + i, List.of());
            opened.session().send(new NodeFrame.Watched(id, new WatchItem.Changes(batch)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(succeeded(target.call(WRITE).get(20, TimeUnit.SECONDS))).isTrue();
        }
        assertThat(node.heard).noneMatch(heard -> heard.frame() instanceof ClientFrame.Credit);
        for (int i = 0; i <= credit; i++) {
            assertThat(slow.poll()).isNotNull();
        }
        assertThat(node.hear(ClientFrame.Credit.class).watchId()).isEqualTo(id);
        slow.close();
        assertThat(node.hear(ClientFrame.CloseWatch.class).watchId()).isEqualTo(id);
    }

    // ---- the end

    @Test
    void closing_answers_everybody_and_leaves_no_thread() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        node.answers = call -> null;
        CompletableFuture<Answer> call = target.call(WRITE);
        WatchFeed feed = target.watch(WatchRequest.key("k"), () -> {});
        node.hear(ClientFrame.OpenWatch.class);
        target.close();
        target.close();
        assertThat(failure(call.get(20, TimeUnit.SECONDS)).problem()).isEqualTo(Problem.OUTCOME_UNKNOWN);
        assertThat(feed.poll()).isInstanceOf(WatchItem.Ended.class);
        assertThat(failure(target.call(WRITE).join()).message()).contains("closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("" + node.port()));
    }

    @Test
    void a_continuation_may_close_the_client() throws Exception {
        FakeNode node = node(1);
        RemoteTarget target = connected(node);
        CompletableFuture<Void> closed = target.call(WRITE).thenRun(target::close);
        closed.get(20, TimeUnit.SECONDS);
        assertThat(failure(target.call(WRITE).join()).problem()).isEqualTo(Problem.UNAVAILABLE);
    }
}
