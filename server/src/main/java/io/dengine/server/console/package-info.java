/**
 * The inside of a running node, for a person at a terminal.
 *
 * <pre>
 *   stages, event loops, meters -- each second --> Sampler -- Sample --> ConsoleServer -- JSON --> d-engine console
 * </pre>
 *
 * <p>Invariants: nothing here changes anything in the node; a reader that is slow misses samples and holds up nobody;
 * what the stages do for it costs the same whether anyone looks or not.
 */
@NullMarked
package io.dengine.server.console;

import org.jspecify.annotations.NullMarked;
