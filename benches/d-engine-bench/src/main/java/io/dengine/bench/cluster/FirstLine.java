package io.dengine.bench.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first line that is printed to it. */
final class FirstLine extends OutputStream {
    private final StringBuilder line = new StringBuilder();
    private boolean ended;

    @Override
    public synchronized void write(int b) {
        ended |= b == '\n';
        if (!ended) {
            line.append((char) b);
        }
    }

    PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    synchronized String text() {
        return line.toString();
    }
}
