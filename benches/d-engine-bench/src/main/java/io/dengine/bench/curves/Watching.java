package io.dengine.bench.curves;

import io.dengine.api.WatchRequest;
import io.dengine.bench.KeySource;
import io.dengine.bytes.Bytes;

/**
 * The watches of a point.
 *
 * @param count the number of watches
 * @param shared true if all watch the first key; otherwise each watches a prefix of its own, and the prefixes cover all
 *     keys
 */
record Watching(int count, boolean shared) {
    static final Watching NONE = new Watching(0, false);

    /**
     * Returns the request of one watch.
     *
     * @param index its number, from 0
     * @param keys the keys that are written: as many as there are watches, or that times a power of ten, so that the
     *     keys of a prefix differ in the last digits only
     */
    WatchRequest request(int index, KeySource keys) {
        if (shared) {
            return WatchRequest.key(keys.key(0));
        }
        long block = keys.keySpace() / count;
        int digits = Long.toString(block).length() - 1;
        if (block * count != keys.keySpace() || block != Math.round(Math.pow(10, digits))) {
            throw new IllegalArgumentException(
                    keys.keySpace() + " keys cannot be split evenly among " + count + " prefixes");
        }
        Bytes first = keys.key(index * block);
        return WatchRequest.prefix(first.slice(0, first.length() - digits));
    }

    /** Returns the number of events that this number of puts makes, if the keys are written in turn from the first. */
    long events(long puts, KeySource keys) {
        if (count == 0) {
            return 0;
        }
        return shared ? (puts + keys.keySpace() - 1) / keys.keySpace() * count : puts;
    }
}
