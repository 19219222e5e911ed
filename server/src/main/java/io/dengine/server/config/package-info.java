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
 * <p>Invariants: a key is known because the registry has it, and for no other reason; the reference page is written
 * from the same table. Every value knows where it came from. Reading never stops at the first error: a user sees all of
 * them, each with its place. Nothing here opens a port or creates a directory.
 */
@NullMarked
package io.dengine.server.config;

import org.jspecify.annotations.NullMarked;
