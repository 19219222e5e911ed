package io.dengine.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads environment variables into settings: {@code RAFT__SECTION__KEY}, and the short names that launchers use. */
final class EnvironmentSource {
    private static final String PREFIX = "RAFT__";

    private static final Map<String, String> SHORT_NAMES = Map.of(
            "DB_PATH", "cluster.db_root_dir",
            "LOG_DIR", "cluster.log_dir",
            "METRICS_PORT", "monitoring.prometheus_port",
            "CONSOLE_PORT", "console.port",
            "LOG_LEVEL", "log.level");

    private final Settings settings;
    private final Problems problems;
    private final KeyRegistry registry = KeyRegistry.instance();

    private EnvironmentSource(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Adds the settings of {@code environment}. Ignores empty variables and those of other programs. */
    static void read(Map<String, String> environment, Settings settings, Problems problems) {
        EnvironmentSource source = new EnvironmentSource(settings, problems);
        // Sorted, so that messages come in the same order each time; short names last, because they override the
        // others.
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(PREFIX) && !text.isBlank()) {
                String path = variable.substring(PREFIX.length()).replace("__", ".");
                source.set(variable, path.toLowerCase(Locale.ROOT), text);
            }
        });
        new TreeMap<>(SHORT_NAMES).forEach((variable, path) -> {
            String text = environment.getOrDefault(variable, "");
            if (!text.isBlank()) {
                source.set(variable, path, text);
            }
        });
    }

    private void set(String variable, String path, String text) {
        Origin origin = Origin.environment(variable);
        ConfigKey key = registry.find(path);
        if (key == null) {
            String nearest = registry.nearest(path);
            problems.warning(
                    origin,
                    "no such key: " + path + ", ignored" + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            return;
        }
        try {
            Object value = key.type().fromText(text);
            for (String other : Alternatives.of(key.path())) {
                if (!settings.origin(other).isEnvironment()) {
                    settings.reset(other);
                }
            }
            settings.put(key, value, origin);
        } catch (ValueType.Mismatch e) {
            problems.error(origin, key.path() + " must be " + e.getMessage() + ", not " + TomlSource.shown(text));
        }
    }
}
