/**
 * The table in memory, made so that the garbage collector has as little to do with ten million keys as with none.
 *
 * <pre>
 *   HashIndex ---.                                       .--- older version ...
 *   hash -> key  |--> Keys: key -> newest version --> Versions: revision, older
 *   OrderIndex --'           |                           |
 *   in order                 '------> Slabs: bytes <-----'
 * </pre>
 *
 * <p>Keys and versions are ids of records in arrays of numbers; their bytes lie one after another in slabs. One thread
 * writes. Readers take no lock, so what is removed is not reused at once: it waits in the
 * {@link io.dengine.kv.memory.Quarantine}.
 *
 * <p>Invariants: the bytes that a location names never change. A record that a reader with a pin can reach stays as it
 * is until the pin is closed, but for its location, which may name the same bytes at another place, and for versions
 * before the pinned revision. A view that left the table keeps its bytes, because its array is never used again. A
 * reader without a pin may read anything, even of another key, but nothing outside of an array; then it notices that
 * something was reused, and reads again.
 */
@NullMarked
package io.dengine.kv.memory;

import org.jspecify.annotations.NullMarked;
