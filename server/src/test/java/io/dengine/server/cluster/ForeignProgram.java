package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs in other languages, which scripts in {@code compat/scripts} build where the tools for it are there. */
final class ForeignProgram {
    private static final Path SCRIPTS = Path.of("../compat/scripts");
    private static final int CANNOT_BE_DONE_HERE = 3;
    private static final String ASK = "ASK ";

    private ForeignProgram() {}

    /** Carries out what a running program asks for. */
    interface Answers {
        void carryOut(String wish) throws IOException, InterruptedException;
    }

    /**
     * Runs a script that prints a path in its last line, and gives that. Where it says that this machine lacks
     * something, the test ends as skipped, and says why.
     */
    static Path build(String script, Object... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", SCRIPTS.resolve(script).toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        "MAVEN_REPOSITORY",
                        System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Process process = builder.start();
        String output = textOf(process.getInputStream());
        int code = process.waitFor();
        List<String> lines = output.lines().toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        if (code == CANNOT_BE_DONE_HERE) {
            System.out.println("skipped, because " + last);
            Assumptions.abort(last);
        }
        assertThat(code).as(output).isZero();
        return Path.of(last);
    }

    private static String textOf(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    /**
     * Runs a program to its end and demands that it ends well. A line that begins with ASK is a wish; the program goes
     * on once it is carried out.
     */
    static String run(List<String> command, int limitSeconds, Answers answers)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Void> watchdog = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(limitSeconds, TimeUnit.SECONDS));
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith(ASK)) {
                    answers.carryOut(line.substring(ASK.length()));
                    process.getOutputStream().write('\n');
                    process.getOutputStream().flush();
                }
            }
            assertThat(process.waitFor()).as("%s printed%n%s", command, output).isZero();
        } finally {
            watchdog.cancel(false);
            process.destroyForcibly();
        }
        return output.toString();
    }
}
