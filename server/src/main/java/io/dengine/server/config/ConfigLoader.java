package io.dengine.server.config;

import io.dengine.core.membership.Member;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the configuration of a node from the built-in defaults, then the file, then the environment; later sources
 * override earlier ones.
 */
public final class ConfigLoader {
    /** The variable that names the file, with or without {@code .toml}. */
    public static final String FILE_VARIABLE = "CONFIG_PATH";

    private ConfigLoader() {}

    /**
     * Loads and checks the configuration.
     *
     * @param environment the environment variables
     * @param file the file to read; null to use {@code CONFIG_PATH} of the environment, or no file if that is
     *     absent
     * @param seed of the protocol's random source; 64 random bits, new with each start
     * @throws ConfigException with every problem that was found
     */
    public static LoadedConfig load(Map<String, String> environment, @Nullable String file, long seed)
            throws ConfigException {
        Problems problems = new Problems();
        Settings settings = Settings.standard();
        String named = file == null ? environment.getOrDefault(FILE_VARIABLE, "") : file;
        if (!named.isBlank()) {
            Path path = locate(named, problems);
            if (path != null) {
                TomlSource.read(path, settings, problems);
            }
        }
        EnvironmentSource.read(environment, settings, problems);
        ServerConfig config = new ConfigBinder(settings, problems).bind(seed);
        List<String> lines = new ArrayList<>(problems.warnings());
        lines.addAll(acceptedWithoutEffect(settings));
        return new LoadedConfig(config, lines, listing(settings));
    }

    private static @Nullable Path locate(String named, Problems problems) {
        try {
            Path path = Path.of(named);
            if (Files.isRegularFile(path)) {
                return path;
            }
            Path withSuffix = Path.of(named + ".toml");
            if (Files.isRegularFile(withSuffix)) {
                return withSuffix;
            }
            problems.error(
                    new Origin(FILE_VARIABLE),
                    "neither " + path + " nor " + withSuffix + " is a file; the working directory is "
                            + Path.of("").toAbsolutePath());
        } catch (InvalidPathException e) {
            problems.error(new Origin(FILE_VARIABLE), "not a path: " + named);
        }
        return null;
    }

    /** Returns one line with all keys that were set and have no effect, or no line. */
    private static List<String> acceptedWithoutEffect(Settings settings) {
        List<String> paths = new ArrayList<>();
        for (Settings.Setting setting : settings.all()) {
            if (setting.key().effect() == ConfigKey.Effect.ACCEPTED) {
                paths.add(setting.key().path());
            }
        }
        if (paths.isEmpty()) {
            return List.of();
        }
        return List.of("accepted, but without effect here (docs/reference/configuration.md says why): "
                + String.join(", ", paths));
    }

    private static List<String> listing(Settings settings) {
        List<String> lines = new ArrayList<>();
        for (Settings.Setting setting : settings.all()) {
            if (setting.key().effect() == ConfigKey.Effect.ACTIVE) {
                lines.add(setting.key().path() + " = " + literal(setting.value()) + "   # "
                        + setting.origin().place());
            }
        }
        lines.sort(null);
        return lines;
    }

    /** Returns the value as a TOML literal. */
    static String literal(Object value) {
        if (value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof List<?> names && names.stream().allMatch(String.class::isInstance)) {
            return names.stream().map(ConfigLoader::literal).toList().toString();
        }
        if (value instanceof List<?> members) {
            return members.stream()
                    .map(Member.class::cast)
                    .map(member -> "{ id = " + member.id() + ", address = \"" + member.address() + "\", role = \""
                            + (member.isVoter() ? "voter" : "learner") + "\" }")
                    .toList()
                    .toString();
        }
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
