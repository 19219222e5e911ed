package io.dengine.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads a configuration file into settings. */
final class TomlSource {
    /** No configuration is larger; a larger file was named by mistake. */
    private static final long MAX_FILE_BYTES = 1 << 20;

    private static final int MAX_SHOWN = 60;

    private final String file;
    private final Settings settings;
    private final Problems problems;
    private final KeyRegistry registry = KeyRegistry.instance();

    private TomlSource(String file, Settings settings, Problems problems) {
        this.file = file;
        this.settings = settings;
        this.problems = problems;
    }

    /** Adds the settings of the file to {@code settings}, and its errors to {@code problems}. */
    static void read(Path path, Settings settings, Problems problems) {
        Origin origin = new Origin(path.toString());
        String text;
        try {
            if (Files.size(path) > MAX_FILE_BYTES) {
                problems.error(origin, "is larger than 1 MiB; a configuration file was expected");
                return;
            }
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            problems.error(origin, "no such file");
            return;
        } catch (IOException e) {
            problems.error(origin, "cannot be read: " + e.getMessage());
            return;
        }
        new TomlSource(path.toString(), settings, problems).parse(text);
    }

    private void parse(String text) {
        TomlParseResult result = Toml.parse(text);
        for (TomlParseError error : result.errors()) {
            problems.error(at(error.position()), String.valueOf(error.getMessage()));
        }
        walk(result, "");
    }

    private void walk(TomlTable table, String section) {
        for (String name : table.keySet()) {
            String path = section.isEmpty() ? name : section + "." + name;
            Origin origin = at(table.inputPositionOf(List.of(name)));
            Object value = table.get(List.of(name));
            if (value instanceof TomlTable inner) {
                enter(path, inner, origin);
            } else if (value != null) {
                set(path, value, origin);
            }
        }
    }

    private void enter(String path, TomlTable table, Origin origin) {
        if (registry.hasSection(path)) {
            walk(table, path);
            return;
        }
        ConfigKey key = registry.find(path);
        if (key != null) {
            problems.error(origin, path + " must be " + key.type().description() + ", not a table");
        } else {
            unknown("section", path, origin);
        }
    }

    private void set(String path, Object raw, Origin origin) {
        ConfigKey key = registry.find(path);
        if (key == null) {
            if (registry.hasSection(path)) {
                problems.error(origin, path + " must be a table of keys, not " + shown(raw));
            } else {
                unknown("key", path, origin);
            }
            return;
        }
        if (settings.origin(key.path()).place().startsWith(file + ":")) {
            problems.error(
                    origin,
                    path + " is set twice, the first time at "
                            + settings.origin(key.path()).place());
            return;
        }
        if (key.type() instanceof ValueType.Members) {
            if (raw instanceof TomlArray array) {
                settings.put(key, new MemberReader(file, problems).read(array), origin);
                return;
            }
        }
        try {
            settings.put(key, key.type().fromToml(raw), origin);
        } catch (ValueType.Mismatch e) {
            problems.error(origin, path + " must be " + e.getMessage() + ", not " + shown(raw));
        }
    }

    private void unknown(String what, String path, Origin origin) {
        String nearest = registry.nearest(path);
        problems.warning(
                origin,
                "unknown " + what + " " + path + ", ignored"
                        + (nearest == null ? "" : "; did you mean " + nearest + "?"));
    }

    private Origin at(@Nullable TomlPosition position) {
        return at(file, position);
    }

    static Origin at(String file, @Nullable TomlPosition position) {
        return position == null ? new Origin(file) : Origin.file(file, position.line(), position.column());
    }

    /** Returns a value of a file in the form that messages show. */
    static String shown(Object raw) {
        String text = switch (raw) {
            case String string -> '"' + string + '"';
            case TomlArray array -> "a list of " + array.size();
            case TomlTable table -> "a table";
            default -> String.valueOf(raw);
        };
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
