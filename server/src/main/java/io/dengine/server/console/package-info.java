/**
 * The internal state of a running node, for an operator at a terminal.
 *
 * <pre>
 *   stages, event loops, meters -- each second --> Sampler -- Sample --> ConsoleServer -- JSON --> d-engine console
 * </pre>
 *
 * <p>Invariants: nothing here changes the node; a slow reader misses samples and delays no thread of the node; the
 * measurements cost the stages the same whether or not a reader is connected.
 */
@NullMarked
package io.dengine.server.console;

import org.jspecify.annotations.NullMarked;
