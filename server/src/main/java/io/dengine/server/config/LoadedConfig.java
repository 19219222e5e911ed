package io.dengine.server.config;

import java.util.List;

/**
 * A configuration and what there is to say about it.
 *
 * @param config what the node runs with
 * @param warnings lines for the operator: unknown keys and doubtful choices, each with its place
 * @param listing every active key with its value and origin, one a line
 */
public record LoadedConfig(ServerConfig config, List<String> warnings, List<String> listing) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
        listing = List.copyOf(listing);
    }
}
