package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ClusterView;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.command.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** Nodes that are only pretended, on loopback, and connections to them. */
abstract class FakeNodes {
    static final Call.Write WRITE = new Call.Write(new Command.Put(Bytes.utf8("k"), Bytes.utf8("v")));
    static final Call.ReadKeys READ = new Call.ReadKeys(List.of(Bytes.utf8("k")), ReadOptions.LINEARIZABLE);
    static final Call.ReadKeys EVENTUAL = new Call.ReadKeys(List.of(Bytes.utf8("k")), ReadOptions.EVENTUAL);

    final List<AutoCloseable> open = new ArrayList<>();
    final BlockingQueue<ClusterView> views = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    FakeNode node(int id) {
        FakeNode node = new FakeNode(id);
        open.add(node);
        return node;
    }

    /** Nodes that agree that the first one leads. */
    FakeNode[] cluster(int size) {
        FakeNode[] nodes = new FakeNode[size];
        for (int i = 0; i < size; i++) {
            nodes[i] = node(i + 1);
        }
        for (FakeNode node : nodes) {
            node.cluster = FakeNode.viewOf(1, 1, nodes);
        }
        return nodes;
    }

    static RemoteSettings settings(FakeNode... nodes) {
        List<String> endpoints = new ArrayList<>();
        for (FakeNode node : nodes) {
            endpoints.add(node.address());
        }
        return RemoteSettings.of(endpoints)
                .withTiming(new RemoteSettings.Timing(
                        Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofMillis(20)));
    }

    RemoteTarget target(RemoteSettings settings) {
        RemoteTarget target = new RemoteTarget(settings);
        open.add(target);
        open.add(target.onClusterChange(views::add));
        return target;
    }

    /** A target that has met all of {@code nodes}. */
    RemoteTarget connected(FakeNode... nodes) throws InterruptedException {
        return connected(settings(nodes), nodes);
    }

    RemoteTarget connected(RemoteSettings settings, FakeNode... nodes) throws InterruptedException {
        RemoteTarget target = target(settings);
        for (FakeNode node : nodes) {
            // An answer on each connection shows that it is in use.
            awaitAnswer(target, node);
        }
        for (FakeNode node : nodes) {
            node.heard.clear();
        }
        return target;
    }

    static void awaitAnswer(RemoteTarget target, FakeNode node) throws InterruptedException {
        while (true) {
            target.call(EVENTUAL).join();
            FakeNode.Heard heard = node.heard.poll(1, TimeUnit.MILLISECONDS);
            if (heard != null && heard.frame() instanceof ClientFrame.Ask) {
                return;
            }
        }
    }

    static Answer.Failed failure(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        return (Answer.Failed) answer;
    }

    /** Calls until an answer is as wanted: what has to come before comes by itself. */
    static Answer await(RemoteTarget target, Call call, Predicate<Answer> wanted) throws InterruptedException {
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        while (true) {
            var unused = target.call(call).thenAccept(answers::add);
            Answer answer = answers.poll(20, TimeUnit.SECONDS);
            if (answer != null && wanted.test(answer)) {
                return answer;
            }
        }
    }

    static boolean succeeded(Answer answer) {
        return !(answer instanceof Answer.Failed);
    }

    // ---- where calls go

    static FakeNode.Heard ask(RemoteTarget target, FakeNode node) throws InterruptedException {
        target.call(WRITE).join();
        while (true) {
            FakeNode.Heard heard = node.hear();
            if (heard.frame() instanceof ClientFrame.Ask) {
                return heard;
            }
        }
    }
}
