package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConfigMapTest extends OnEngine {
    @Test
    void what_one_process_sets_all_see() throws InterruptedException {
        try (ConfigMap here = ConfigMap.open(client(), "all");
                ConfigMap there = ConfigMap.open(client(), "all")) {
            soon(there.reached(here.put("limit", "10")));
            assertThat(there.get("limit")).hasValue("10");
            assertThat(there.asMap()).isEqualTo(Map.of("limit", "10"));
            assertThat(there.replace("limit", "9", "11")).isFalse();
            assertThat(there.replace("limit", "10", "11")).isTrue();
            until(() -> here.get("limit").equals(Optional.of("11")));
            assertThat(here.remove("limit")).isTrue();
            assertThat(here.remove("limit")).isFalse();
            until(() -> there.get("limit").isEmpty());
        }
    }

    @Test
    void settings_are_typed_and_keep_the_last_value_that_could_be_read() throws InterruptedException {
        try (ConfigMap config = ConfigMap.open(client(), "typed")) {
            LiveSetting<Long> limit = config.setting(Setting.number("limit", 100));
            LiveSetting<Boolean> enabled = config.setting(Setting.flag("enabled", false));
            LiveSetting<Duration> pause = config.setting(Setting.duration("pause", Duration.ofSeconds(1)));
            assertThat(limit.get()).isEqualTo(100);
            config.put("limit", "7");
            config.put("enabled", "true");
            soon(config.reached(config.put("pause", "PT0.25S")));
            assertThat(limit.get()).isEqualTo(7);
            assertThat(enabled.get()).isTrue();
            assertThat(pause.get()).isEqualTo(Duration.ofMillis(250));
            soon(config.reached(config.put("limit", "seven")));
            assertThat(limit.get()).isEqualTo(7);
        }
    }

    @Test
    void listeners_miss_no_change_for_good() throws InterruptedException {
        BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
        Client writer = client();
        try (ConfigMap config = ConfigMap.open(client(), "listen")) {
            var unused = config.setting(Setting.number("value", 0)).onChange(seen::add);
            for (int i = 1; i <= 100; i++) {
                writer.put("listen/value", Integer.toString(i));
            }
            long last = 0;
            while (last < 100) {
                Long next = seen.poll(20, TimeUnit.SECONDS);
                assertThat(next).isNotNull().isGreaterThanOrEqualTo(last);
                last = next;
            }
        }
    }
}
