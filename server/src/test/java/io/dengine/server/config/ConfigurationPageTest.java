package io.dengine.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.ReferencePage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page says what the registry says; {@code -Ddocs.rewrite=true} writes it anew. */
class ConfigurationPageTest {
    private static final String HEAD = """
            # Configuration

            This page lists all configuration keys. A node starts without any configuration. It reads these sources;
            later ones override earlier ones: built-in defaults; the TOML file that `CONFIG_PATH` (with or without
            `.toml`) or `--config` names; environment variables `RAFT__SECTION__KEY`, for example
            `RAFT__RAFT__ELECTION__ELECTION_TIMEOUT_MIN=500`; and the short variables `DB_PATH`
            (`cluster.db_root_dir`), `LOG_DIR` (`cluster.log_dir`), `METRICS_PORT` (`monitoring.prometheus_port`),
            `CONSOLE_PORT` (`console.port`) and `LOG_LEVEL` (`log.level`).

            `demo --check-config` reports the errors of a configuration, and `demo --print-config` prints every
            effective value and its source. The node reports all errors at once, each as `file:line:column: message`,
            and does not start with an error. An unknown key is a warning that names the nearest known key.

            Configuration files of the original d-engine work. Keys without a counterpart are checked and accepted,
            and one line at start names those that are set; the second table says why they have no effect.
            `[raft.storage]` is another name of `[raft.state_machine]`, and `ttl` in it of `lease`.

            An entry of `initial_cluster` is `{ id, address, role, status }`. `role` is `"voter"` (the default) or
            `"learner"`; `status` is `"active"`, `"promotable"` or `"read_only"`. The numbers of both generations of
            the original are accepted, too: role 4 is a learner, with status 2 a read-only one; role 3 with status 0
            is a promotable learner, with status 1 a read-only one; everything else is a voter. Elections alone decide
            which node leads.

            """;

    @Test
    void pageEqualsTheRegistry() throws IOException {
        ReferencePage.assertEqual("configuration.md", page());
    }

    @Test
    void everyStandardValueFitsItsType() throws ValueType.Mismatch {
        for (ConfigKey key : KeyRegistry.instance().keys()) {
            Object standard = key.standard();
            if (standard != null) {
                Object raw = standard instanceof Address ? standard.toString() : standard;
                assertThat(key.type().fromToml(raw)).as(key.path()).isEqualTo(standard);
            }
            assertThat(key.remark()).as(key.path()).isNotBlank();
        }
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("## Keys that have an effect\n\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
        for (ConfigKey key : keys(ConfigKey.Effect.ACTIVE)) {
            Object standard = key.standard();
            page.append("| `").append(key.path()).append("` | ");
            page.append(key.type().description()).append(" | ");
            page.append(standard == null ? "" : '`' + ConfigLoader.literal(standard) + '`');
            page.append(" | ").append(key.remark()).append(" |\n");
        }
        page.append("\n## Keys without effect\n\n| Key | Value | Why |\n|---|---|---|\n");
        for (ConfigKey key : keys(ConfigKey.Effect.ACCEPTED)) {
            page.append("| `").append(key.path()).append("` | ");
            page.append(key.type().description())
                    .append(" | ")
                    .append(key.remark())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static List<ConfigKey> keys(ConfigKey.Effect effect) {
        return KeyRegistry.instance().keys().stream()
                .filter(key -> key.effect() == effect)
                .toList();
    }
}
