package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EngineConfigTest {
    private static final Duration WITHOUT_END = Duration.ofSeconds(Long.MAX_VALUE);

    @Test
    void a_time_beyond_all_reason_is_refused_by_the_name_of_its_setting() {
        refused("requestTimeout: must be at most a day", builder -> builder.requestTimeout(WITHOUT_END));
        refused("leaseDuration: must be at most a day", builder -> builder.leaseDuration(WITHOUT_END));
        refused("heartbeat: must be at most a day", builder -> builder.heartbeat(WITHOUT_END));
        refused("syncEvery: must be at most a day", builder -> builder.syncEvery(1, WITHOUT_END));
        refused(
                "electionTimeout: must be at most a day",
                builder -> builder.electionTimeout(Duration.ofSeconds(1), WITHOUT_END));
    }

    @Test
    void a_time_that_must_pass_is_positive() {
        refused("requestTimeout: must be positive", builder -> builder.requestTimeout(Duration.ZERO));
        refused("heartbeat: must be positive", builder -> builder.heartbeat(Duration.ofNanos(-1)));
        refused("syncEvery: must be positive", builder -> builder.syncEvery(1, Duration.ZERO));
    }

    @Test
    void a_network_of_peers_is_an_address_and_the_length_of_its_prefix() {
        refused("peerNetworks: 'local' is not a network", builder -> builder.peerNetworks("10.0.0.0/8", "local"));
    }

    @Test
    void members_that_no_node_could_store_are_accepted_because_a_node_with_data_ignores_them() {
        EngineConfig.Builder builder = EngineConfig.in(Path.of("never-made"));
        for (int id = 1; id <= 64; id++) {
            builder.member(id, "h".repeat(60) + ":" + id);
        }
        assertThat(builder.listenOn("127.0.0.1:0").build().peers().members()).hasSize(64);
    }

    private static void refused(String message, Consumer<EngineConfig.Builder> setting) {
        EngineConfig.Builder builder = EngineConfig.in(Path.of("never-made"));
        setting.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
