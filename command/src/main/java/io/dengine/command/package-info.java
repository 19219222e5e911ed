/**
 * The commands to the store and its replies: values with a compact binary encoding.
 *
 * <pre>
 *   client --> Command --encode--> log --decode--> store --> Reply --encode--> client
 *                  ^                                 ^
 *                Limits (this node's, may be tight)  Limits.CEILING (the same on every node)
 * </pre>
 *
 * <p>Invariants: decoding arbitrary bytes ends in a value or in {@link io.dengine.bytes.MalformedBytesException}, and
 * allocates no more than a small multiple of the bytes that are there. Tags and enum orders are part of the encoding
 * and only ever grow. A node's configuration decides only which commands it accepts from clients; what the store
 * refuses while it applies entries depends on the log alone.
 */
@NullMarked
package io.dengine.command;

import org.jspecify.annotations.NullMarked;
