package io.dengine.server.api;

import io.dengine.bytes.Bytes;

/**
 * A key that is present, with its value.
 *
 * @param createRevision the revision at which the key was last created
 * @param modRevision the revision of its last change
 * @param version the number of its changes since it was created, from 1
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version) {}
