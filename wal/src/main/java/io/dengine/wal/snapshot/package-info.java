/**
 * Snapshots as files of one directory.
 *
 * <pre>
 *   file:   header frame | part frame ... | end frame | SHA-256 of everything before it
 *   frame:  int length | int crc32c(body) | body
 * </pre>
 *
 * <p>Invariants: a file has its final name only once all of it was written, read back, checked and forced, and then the
 * directory is forced before the snapshot is reported; names are made here from numbers, never taken from the network;
 * a part that fails its checksum is never returned.
 */
@NullMarked
package io.dengine.wal.snapshot;

import org.jspecify.annotations.NullMarked;
