package io.dengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class CommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine program = DEngine.program();
        program.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        program.setOut(new PrintWriter(out));
        program.setErr(new PrintWriter(err));
        return program.execute(arguments);
    }

    /** An address at which nothing listens. */
    private static String nowhere() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + free.getLocalPort();
        }
    }

    @Test
    void helpNamesEachCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("server ", "console ", "generate-completion ", "Exit codes: 0 done");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "console"})
    void eachCommandHasHelpAndAVersion(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: d-engine " + command);
        out.getBuffer().setLength(0);
        assertThat(run(command, "--version")).isZero();
        assertThat(out.toString()).matches("d-engine \\S+ \\(Java .+\\)\\R");
    }

    @Test
    void shellsCanCompleteIt() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("console", "--once", "--print-config");
    }

    @Test
    void whatIsMistypedIsOneLineAndWhereToLook() {
        for (List<String> arguments : List.<List<String>>of(
                List.of(),
                List.of("consol"),
                List.of("console", "-o", "yaml"),
                List.of("console", "ftp://host"),
                List.of("console", "::"),
                List.of("console", "-o", "json", "http://a:1", "http://b:1"),
                List.of("server", "--check-config", "--print-config"))) {
            err.getBuffer().setLength(0);
            assertThat(run(arguments.toArray(new String[0])))
                    .as(arguments.toString())
                    .isEqualTo(2);
            assertThat(err.toString().lines()).hasSize(2).first().asString().startsWith("d-engine: ");
            assertThat(err.toString()).contains("--help");
        }
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aNodeThatIsNotThereIsUnavailable() throws IOException {
        String nowhere = nowhere();
        assertThat(run("console", "--once", nowhere)).isEqualTo(69);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("d-engine: no console port of a node answers at " + nowhere + ": nothing listens there")
                .contains("CONSOLE_PORT");
    }

    @Test
    void withJsonSoAreFailures() throws IOException {
        assertThat(run("console", "--once", "-o", "json", nowhere())).isEqualTo(69);
        assertThat(err.toString())
                .startsWith("{\"code\":\"UNAVAILABLE\",\"message\":\"no console port of a node answers")
                .endsWith("\"}\n");
        err.getBuffer().setLength(0);
        assertThat(run("console", "-o", "json", nowhere())).isEqualTo(69);
    }
}
