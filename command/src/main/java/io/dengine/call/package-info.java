/**
 * The calls of clients, the answers of nodes, and the frames in which both travel on a connection.
 *
 * <pre>
 *   EngineClient --Call--> CallTarget --Answer--> EngineClient
 *                            |     |
 *          a node in this process  a connection: frames of ClientFrame and NodeFrame
 *
 *   connection:  magic, then frames     frame:  length (4 bytes, little-endian) | kind (1 byte) | fields
 * </pre>
 *
 * <p>Invariants: decoding arbitrary bytes ends in a value or in {@link io.dengine.bytes.MalformedBytesException}, and
 * allocates no more than a small multiple of the bytes that are there. Kinds and enum orders are part of the encoding
 * and only ever grow. A call is answered at most once; answers come in any order. The meaning of a failure for the
 * request is part of the answer; no code guesses it from the text.
 */
@NullMarked
package io.dengine.call;

import org.jspecify.annotations.NullMarked;
