package io.dengine.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All keys, in the order of the reference page. */
final class KeyRegistry {
    private static final KeyRegistry INSTANCE = new KeyRegistry();

    private final List<ConfigKey> keys = new ArrayList<>();
    private final Map<String, ConfigKey> byPath = new LinkedHashMap<>();
    private final Set<String> candidates = new LinkedHashSet<>();

    private KeyRegistry() {
        keys.addAll(NodeKeys.keys());
        keys.addAll(RaftKeys.keys());
        keys.addAll(NetworkKeys.keys());
        for (ConfigKey key : keys) {
            if (byPath.put(lower(key.path()), key) != null) {
                throw new IllegalStateException("listed twice: " + key.path());
            }
            candidates.add(key.path());
            candidates.add(key.section());
        }
    }

    static KeyRegistry instance() {
        return INSTANCE;
    }

    List<ConfigKey> keys() {
        return keys;
    }

    /**
     * Returns the key at {@code path}, by any of its names, or null. Ignores case, because variable names are upper
     * case.
     */
    @Nullable
    ConfigKey find(String path) {
        return byPath.get(lower(canonical(path)));
    }

    /** Returns the key at {@code path}, which must exist. */
    ConfigKey require(String path) {
        ConfigKey key = find(path);
        if (key == null) {
            throw new IllegalArgumentException("not a key: " + path);
        }
        return key;
    }

    /** Returns whether any key lies below {@code section}. */
    boolean hasSection(String section) {
        String prefix = lower(canonical(section)) + ".";
        for (String path : byPath.keySet()) {
            if (path.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the path with the registry's own names for sections that have two names in the original. */
    static String canonical(String path) {
        return renamed(
                renamed(path, "raft.storage", "raft.state_machine"),
                "raft.state_machine.ttl",
                "raft.state_machine.lease");
    }

    private static String renamed(String path, String section, String name) {
        boolean inside = path.equals(section) || path.startsWith(section + ".");
        return inside ? name + path.substring(section.length()) : path;
    }

    /** Returns the key or section that {@code path} was probably meant to be, or null if none is similar. */
    @Nullable
    String nearest(String path) {
        String wanted = lower(canonical(path));
        String last = wanted.substring(wanted.lastIndexOf('.') + 1);
        String best = null;
        int bestDistance = Math.max(2, last.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = EditDistance.between(wanted, lower(candidate));
            if (lower(candidate).endsWith("." + last)) {
                distance = Math.min(distance, 2); // the right name in another section
            }
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static String lower(String path) {
        return path.toLowerCase(Locale.ROOT);
    }
}
