package io.dengine.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console on a terminal that is a pair of streams. */
@Timeout(60)
class LiveConsoleTest {
    private static final String OTHER_SCREEN = "\u001b[?1049h";
    private static final String OWN_SCREEN = "\u001b[?1049l";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An address at which nothing listens. */
    private static URI nowhere() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "\u0003", "\u0004", "sr?\u001b[Bq", "/q\rq", "/q\u001b\u0003"})
    void itEndsWithTheTerminalAsItWas(String keys) throws Exception {
        PipedOutputStream typed = new PipedOutputStream();
        try (Terminal terminal = new ExternalTerminal(
                "test", "xterm-256color", new PipedInputStream(typed), out, StandardCharsets.UTF_8)) {
            terminal.setSize(new Size(80, 24));
            Attributes before = new Attributes(terminal.getAttributes());
            URI nowhere = nowhere();
            CompletableFuture<Void> console = CompletableFuture.runAsync(() -> {
                try {
                    LiveConsole.run(terminal, List.of(nowhere));
                } catch (IOException | TerminalUnfitException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!shown().contains("quit")) {
                assertThat(console).isNotDone();
                Thread.onSpinWait();
            }
            typed.write(keys.getBytes(StandardCharsets.UTF_8));
            typed.flush();
            console.get(50, TimeUnit.SECONDS);
            assertThat(shown()).contains(OTHER_SCREEN, "quit", OWN_SCREEN);
            assertThat(shown().lastIndexOf(OWN_SCREEN)).isGreaterThan(shown().lastIndexOf("quit"));
            assertThat(terminal.getAttributes().getLocalFlag(LocalFlag.ISIG))
                    .isEqualTo(before.getLocalFlag(LocalFlag.ISIG));
            assertThat(terminal.getAttributes().getLocalFlag(LocalFlag.ICANON))
                    .isEqualTo(before.getLocalFlag(LocalFlag.ICANON));
        }
    }

    @Test
    void aTerminalThatCannotBeDrawnOnIsRefused() throws IOException {
        try (Terminal terminal = new ExternalTerminal(
                "test", "dumb", new ByteArrayInputStream(new byte[0]), out, StandardCharsets.UTF_8)) {
            assertThatThrownBy(() -> LiveConsole.run(terminal, List.of(nowhere())))
                    .isInstanceOf(TerminalUnfitException.class);
            assertThat(shown()).isEmpty();
        }
    }
}
