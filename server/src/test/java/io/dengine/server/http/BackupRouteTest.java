package io.dengine.server.http;

import static io.dengine.server.http.GatewayServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Backup;
import io.dengine.engine.port.SnapshotStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snapshot that a backup reads is open no longer than somebody takes it. */
@Timeout(60)
class BackupRouteTest {
    /** More than sockets buffer. */
    private static final int LONG_PIECE_BYTES = 48 << 20;

    private final AtomicInteger closes = new AtomicInteger();
    private GatewayServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new GatewayServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A snapshot of {@code pieces} pieces. */
    private Backup backup(int pieces, int pieceBytes) {
        byte[] content = new byte[pieceBytes];
        Arrays.fill(content, (byte) '#');
        Bytes piece = Bytes.wrap(content);
        SnapshotMeta meta = SnapshotMeta.bootstrap(
                new Configuration(0, List.of(new Member(1, "127.0.0.1:9081", 0, Member.Role.VOTER))));
        return new Backup(
                new SnapshotStore.Stored(meta, (long) pieces * pieceBytes, Bytes.EMPTY), new SnapshotStore.Copy() {
                    @Override
                    public Bytes piece(long offset, int maxBytes) {
                        return piece;
                    }

                    @Override
                    public void close() {
                        closes.incrementAndGet();
                    }
                });
    }

    private Backup unreadable(Exception failure) {
        Backup whole = backup(1, 1);
        return new Backup(whole.snapshot(), new SnapshotStore.Copy() {
            @Override
            public Bytes piece(long offset, int maxBytes) throws IOException {
                if (failure instanceof IOException disk) {
                    throw disk;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public void close() {
                closes.incrementAndGet();
            }
        });
    }

    private void awaitClose() {
        long deadlineNanos = System.nanoTime() + 20_000_000_000L;
        while (closes.get() == 0 && System.nanoTime() < deadlineNanos) {
            Thread.onSpinWait();
        }
        assertThat(closes).hasValue(1);
    }

    @Test
    void whoTakesAllOfItGetsAllOfIt() throws IOException {
        server.fake.offer(backup(3, 1000));
        assertThat(server.get("/backup").body().chars().filter(one -> one == '#'))
                .hasSize(3000);
        awaitClose();
    }

    @Test
    void aSnapshotThatCannotBeReadIsClosed() throws IOException {
        for (Exception failure : List.of(new IOException("the disk failed"), new IllegalStateException("damaged"))) {
            closes.set(0);
            server.fake.offer(unreadable(failure));
            try (Socket socket = server.connect()) {
                socket.getOutputStream().write(bytes("GET /backup HTTP/1.1\r\nHost: x\r\n\r\n"));
                awaitClose();
            }
        }
    }

    @Test
    void whoLeavesWhileTheConnectionIsFullLeavesNothingOpen() throws IOException {
        server.fake.offer(backup(2, LONG_PIECE_BYTES));
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /backup HTTP/1.1\r\nHost: x\r\n\r\n"));
            InputStream in = socket.getInputStream();
            int first = in.read();
            while (first >= 0 && first != '#') {
                first = in.read();
            }
            assertThat(first).isEqualTo('#');
            assertThat(closes).hasValue(0);
        }
        awaitClose();
    }
}
