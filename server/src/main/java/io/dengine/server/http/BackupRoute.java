package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.engine.Backup;
import io.dengine.node.NodeOperations;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Sends a backup as fast as the client reads it. The file has checksums, so a client notices a truncated answer. */
final class BackupRoute {
    private static final int PIECE_BYTES = 256 << 10;

    private final NodeOperations node;
    private final Answers answers;

    BackupRoute(NodeOperations node, Answers answers) {
        this.node = node;
        this.answers = answers;
    }

    void send(HttpExchange exchange) {
        exchange.takesLong();
        var unused = node.backup().whenComplete((backup, failure) -> {
            if (failure != null) {
                exchange.reply(answers.failed(failure));
            } else {
                new Sending(backup).begin(exchange);
            }
        });
    }

    /** Reads on a virtual thread, because disks block, and writes on the connection's event loop. */
    private static final class Sending {
        private final Backup backup;
        private final AtomicBoolean reading = new AtomicBoolean();
        private volatile boolean closed;
        private volatile @Nullable HttpStream out;
        private long offset;

        Sending(Backup backup) {
            this.backup = backup;
        }

        void begin(HttpExchange exchange) {
            try {
                HttpStream stream = exchange.stream("application/octet-stream", this::connectionEnded);
                out = stream;
                stream.execute(() -> {
                    stream.onWritable(() -> readNext(stream));
                    readNext(stream);
                });
            } catch (RuntimeException e) {
                backup.close(); // nobody is there who could take it
                throw e;
            }
        }

        /**
         * Closes the backup by one more step, which reads nothing. Before the stream is known, its first step does so.
         */
        private void connectionEnded() {
            closed = true;
            HttpStream stream = out;
            if (stream != null) {
                readNext(stream);
            }
        }

        private void readNext(HttpStream stream) {
            if (reading.compareAndSet(false, true)) {
                Thread.ofVirtual().name("d-engine-backup").start(() -> read(stream));
            }
        }

        private void read(HttpStream stream) {
            Bytes piece = Bytes.EMPTY;
            try {
                if (!closed && offset < backup.snapshot().sizeBytes()) {
                    piece = backup.piece(offset, PIECE_BYTES);
                }
            } catch (IOException | RuntimeException e) {
                closed = true; // the answer lacks its end, so the client sees that it is incomplete
            }
            Bytes next = piece;
            try {
                stream.execute(() -> sent(stream, next));
            } catch (RuntimeException e) {
                backup.close(); // the event loop has ended, and nobody reads any more
            }
        }

        private void sent(HttpStream stream, Bytes piece) {
            if (piece.isEmpty()) {
                backup.close();
                stream.end();
                return; // no other thread reads any more
            }
            offset += piece.length();
            stream.write(piece);
            stream.flush();
            reading.set(false);
            if (closed || stream.writable()) {
                readNext(stream);
            }
        }
    }
}
