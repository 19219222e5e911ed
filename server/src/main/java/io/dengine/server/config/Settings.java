package io.dengine.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values in force, each with its origin. A later source replaces the values of an earlier one. */
final class Settings {
    /** A value that fits its key, and its origin. */
    record Setting(ConfigKey key, Object value, Origin origin) {}

    private final KeyRegistry registry = KeyRegistry.instance();
    private final Map<String, Setting> byPath = new LinkedHashMap<>();

    /** Returns settings with only the built-in values. */
    static Settings standard() {
        Settings settings = new Settings();
        for (ConfigKey key : settings.registry.keys()) {
            Object standard = key.standard();
            if (standard != null) {
                settings.put(key, standard, Origin.STANDARD);
            }
        }
        return settings;
    }

    void put(ConfigKey key, Object value, Origin origin) {
        byPath.put(key.path(), new Setting(key, value, origin));
    }

    /** Removes what a source said about {@code path}: the built-in value, if there is one, is in force again. */
    void reset(String path) {
        ConfigKey key = registry.require(path);
        Object standard = key.standard();
        if (standard == null) {
            byPath.remove(key.path());
        } else {
            put(key, standard, Origin.STANDARD);
        }
    }

    /** Returns the setting of {@code path}, or null if no source has one. */
    @Nullable
    Setting find(String path) {
        return byPath.get(registry.require(path).path());
    }

    /** Returns whether a file or a variable has set {@code path}, so that it is not the built-in value. */
    boolean isExplicit(String path) {
        Setting setting = find(path);
        return setting != null && !setting.origin().equals(Origin.STANDARD);
    }

    /** Returns the origin of the value of {@code path}. */
    Origin origin(String path) {
        Setting setting = find(path);
        return setting == null ? Origin.STANDARD : setting.origin();
    }

    long whole(String path) {
        return (Long) value(path);
    }

    boolean flag(String path) {
        return (Boolean) value(path);
    }

    String text(String path) {
        return (String) value(path);
    }

    List<?> list(String path) {
        return (List<?>) value(path);
    }

    Address address(String path) {
        return (Address) value(path);
    }

    private Object value(String path) {
        Setting setting = find(path);
        if (setting == null) {
            throw new IllegalArgumentException("no value and no standard value: " + path);
        }
        return setting.value();
    }

    Iterable<Setting> all() {
        return byPath.values();
    }
}
