package io.dengine.formats;

import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An encoding that is stored, or sent to another process.
 *
 * @param name the name of the format
 * @param samples a value of each kind
 * @param encoder encodes a value
 * @param decoder decodes the bytes; throws {@link io.dengine.bytes.MalformedBytesException} and nothing else
 */
record Format(String name, List<Object> samples, Function<Object, Bytes> encoder, Function<Bytes, Object> decoder) {
    /** Returns a format for the records of {@code type}. */
    static <T> Format of(String name, Class<T> type, Function<T, Bytes> encoder, Function<Bytes, Object> decoder) {
        return new Format(name, Samples.of(type), value -> encoder.apply(type.cast(value)), decoder);
    }

    /** Returns the encoding of each sample by the name of its record; several samples of one record are numbered. */
    Map<String, Bytes> encodings() {
        Map<String, Bytes> encodings = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Object sample : samples) {
            String record = sample.getClass().getSimpleName();
            int count = counts.merge(record, 1, Integer::sum);
            encodings.put(record + (count == 1 ? "" : "." + count), encoder.apply(sample));
        }
        return encodings;
    }

    List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Bytes encoding : encodings().values()) {
            seeds.add(encoding.toArray());
        }
        return seeds;
    }
}
