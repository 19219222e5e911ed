package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import java.io.InputStream;
import java.util.Objects;

/** An input stream over bytes that does not copy all of them. */
final class BytesInput extends InputStream {
    private final Bytes source;
    private int position;

    BytesInput(Bytes source) {
        this.source = source;
    }

    @Override
    public int read() {
        return position == source.length() ? -1 : source.at(position++) & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int count = Math.min(length, source.length() - position);
        if (count == 0 && length > 0) {
            return -1;
        }
        source.slice(position, count).copyTo(target, offset);
        position += count;
        return count;
    }
}
