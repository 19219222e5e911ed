package io.dengine.server.config;

import java.util.List;

/**
 * A configuration with its warnings and its listing.
 *
 * @param config the configuration that the node runs with
 * @param warnings lines for the operator: unknown keys and doubtful choices, each with its place
 * @param listing every active key with its value and origin, one per line
 */
public record LoadedConfig(ServerConfig config, List<String> warnings, List<String> listing) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
        listing = List.copyOf(listing);
    }
}
