package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.client.remote.RemoteClient;
import io.dengine.core.membership.Member;
import io.dengine.recipes.ConfigMap;
import io.dengine.recipes.LiveSetting;
import io.dengine.recipes.Queue;
import io.dengine.recipes.ServiceInstance;
import io.dengine.recipes.ServiceRegistry;
import io.dengine.recipes.ServiceView;
import io.dengine.recipes.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that live while the only node of their cluster loses its disk and begins again with small revisions. */
@Timeout(120)
class RecipesInAnotherIncarnationTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private List<Member> alone = List.of();
    private NodeInProcess node;
    private Client survivor;

    @BeforeEach
    void start() throws Exception {
        alone = NodeInProcess.members(1);
        node = new NodeInProcess(1, alone, directory.resolve("original"));
        survivor = connect();
    }

    @AfterEach
    void stop() throws Exception {
        survivor.close();
        node.close();
    }

    private Client connect() {
        return RemoteClient.builder()
                .endpoints(alone.get(0).address())
                .timeout(Duration.ofSeconds(30))
                .connect();
    }

    private void makeHistory() {
        for (int i = 0; i < 100; i++) {
            survivor.put("unrelated", "v" + i);
        }
    }

    private void beginAgainWithoutTheDisk() throws Exception {
        node.close();
        node = new NodeInProcess(1, alone, directory.resolve("wiped"));
    }

    @Test
    void a_configuration_shows_the_new_history() throws Exception {
        makeHistory();
        BlockingQueue<Map<String, String>> shown = new LinkedBlockingQueue<>();
        try (ConfigMap config = ConfigMap.open(survivor, "settings");
                Client newcomer = connect()) {
            LiveSetting<Long> limit = config.setting(Setting.number("limit", 100));
            long old = config.put("limit", "7");
            config.reached(old).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(limit.get()).isEqualTo(7);
            CompletableFuture<Void> neverToCome = config.reached(old + 1_000);
            var unused = config.onChange(shown::add);
            beginAgainWithoutTheDisk();
            newcomer.put("settings/limit", "8");
            awaitShown(shown, Map.of("limit", "8"));
            assertThat(limit.get()).isEqualTo(8);
            assertThat(config.revision()).isLessThan(old);
            assertThatThrownBy(() -> neverToCome.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(EngineException.OtherIncarnation.class);
            newcomer.put("settings/limit", "9");
            awaitShown(shown, Map.of("limit", "9"));
            assertThat(limit.get()).isEqualTo(9);
        }
    }

    @Test
    void a_view_of_services_shows_the_new_history() throws Exception {
        makeHistory();
        ServiceInstance instance = ServiceInstance.of("search", "one", "10.0.0.1:80");
        BlockingQueue<List<ServiceInstance>> shown = new LinkedBlockingQueue<>();
        try (ServiceView view = ServiceRegistry.of(survivor, "services").view("search");
                Client newcomer = connect()) {
            view.ready().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            var unused = view.onChange(shown::add);
            awaitShown(shown, List.of());
            beginAgainWithoutTheDisk();
            var also = ServiceRegistry.of(newcomer, "services").register(instance);
            awaitShown(shown, List.of(instance));
            assertThat(view.instances()).containsExactly(instance);
        }
    }

    @Test
    void a_queue_keeps_its_order_in_the_new_history() throws Exception {
        Queue queue = Queue.of(survivor, "queue");
        makeHistory();
        queue.put("lost");
        beginAgainWithoutTheDisk();
        try (Client newcomer = connect()) {
            long first = queue.put("first");
            long second = Queue.of(newcomer, "queue").put("second");
            assertThat(second).isGreaterThan(first);
            assertThat(queue.take().valueText()).isEqualTo("first");
            assertThat(queue.take().valueText()).isEqualTo("second");
        }
    }

    private static <T> void awaitShown(BlockingQueue<T> shown, T expected) throws InterruptedException {
        T last;
        do {
            last = shown.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(last).as("what was shown before %s", expected).isNotNull();
        } while (!expected.equals(last));
    }
}
