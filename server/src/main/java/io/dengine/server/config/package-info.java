/**
 * The settings of a node: from a table of keys, a TOML file and the environment to one validated record.
 *
 * <pre>
 *   KeyRegistry (every key: type, range, default, effect)
 *        |
 *   defaults -> TomlSource -> EnvironmentSource -> Settings -> ConfigBinder -> ServerConfig
 *                                   |                              |
 *                                   '----- Problems, all at once --'
 * </pre>
 *
 * <p>Invariants: a key is known only if the registry has it, and the reference page is generated from the same table.
 * Every value has its origin. Reading never stops at the first error: a user sees all of them, each with its place.
 * Nothing here opens a port or creates a directory.
 */
@NullMarked
package io.dengine.server.config;

import org.jspecify.annotations.NullMarked;
