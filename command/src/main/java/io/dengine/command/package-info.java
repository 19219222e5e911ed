/**
 * What can be done to the store, and how it answers: values with a compact binary encoding.
 *
 * <pre>
 *   client --> Command --encode--> log --decode--> store --> Reply --encode--> client
 *                  ^                                 ^
 *                Limits (this node's, may be tight)  Limits.CEILING (the same on every node)
 * </pre>
 *
 * <p>Invariants: decoding arbitrary bytes ends in a value or in {@link io.dengine.bytes.MalformedBytesException}, and
 * allocates no more than a small multiple of the bytes that are there. Tags and enum orders are part of the encoding
 * and only ever grow. What a node's configuration says decides only what it lets in; what the store refuses while
 * applying depends on nothing but the log.
 */
@NullMarked
package io.dengine.command;

import org.jspecify.annotations.NullMarked;
