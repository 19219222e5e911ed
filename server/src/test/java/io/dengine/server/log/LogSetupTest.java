package io.dengine.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.server.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogSetupTest {
    @TempDir
    Path directory;

    private List<String> lines() throws IOException {
        return Files.readAllLines(directory.resolve("logs/d.log"));
    }

    @Test
    void whatStrangersCauseIsOneLineOfAKind() throws Exception {
        try (LogSetup log = LogSetup.configure("warn", directory.resolve("logs"), () -> 0)) {
            for (int i = 0; i < 1_000; i++) {
                IOException cause = new IOException("Frame length: " + i + " exceeds maximum");
                java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerTransport")
                        .log(java.util.logging.Level.WARNING, "Stream Error", cause);
                LoggerFactory.getLogger("io.netty.channel.DefaultChannelPipeline")
                        .warn("An exceptionCaught() event was fired", new IOException("Too many open files"));
                java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerTransport")
                        .log(java.util.logging.Level.INFO, "Transport failed", cause);
            }
        }
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains("Stream Error: IOException: Frame length: 0 exceeds maximum");
        assertThat(lines().get(1)).contains("no file descriptor left").doesNotContain("exceptionCaught");
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEndOfEachSetup() throws Exception {
        for (int setup = 0; setup < 5; setup++) {
            Path logs = directory.resolve("logs" + setup);
            LogSetup log = LogSetup.configure("warn", logs);
            for (int line = 0; line < 200; line++) {
                LoggerFactory.getLogger("any").warn("line {}", line);
            }
            log.close();
            assertThat(logs.resolve("d.log")).content().hasLineCount(200).endsWith("line 199\n");
        }
    }

    @Test
    void theLogIsForItsUserAndNotWrittenThroughALink() throws Exception {
        LogSetup.configure("warn", directory.resolve("logs")).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("logs"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("logs/d.log"))))
                .isEqualTo("rw-------");
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Path linked = Files.createDirectory(directory.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("d.log"), elsewhere);
        assertThatThrownBy(() -> LogSetup.configure("warn", linked))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is a link or no file");
        assertThat(elsewhere).isEmptyFile();
    }
}
