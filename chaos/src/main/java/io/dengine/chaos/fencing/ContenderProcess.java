package io.dengine.chaos.fencing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link Contender} in its own process. */
final class ContenderProcess implements AutoCloseable {
    private static final long LIMIT_SECS = 60;

    private final Process process;
    private final BlockingQueue<String[]> lines = new LinkedBlockingQueue<>();

    ContenderProcess(Contender.Kind kind, List<String> endpoints) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Contender.class.getName(),
                kind.name().toLowerCase(Locale.ROOT)));
        command.addAll(endpoints);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var unused = Thread.ofVirtual().name("contender").start(this::read);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line.split(" ", 3));
            }
        } catch (IOException e) {
            lines.add(new String[] {"ended"}); // the process was killed in the middle of a line
        }
    }

    /** Returns whether the next line begins with {@code first}. */
    boolean hasSaid(String first) {
        String[] words = lines.peek();
        return words != null && words[0].equals(first);
    }

    /** Returns the words of the next line that begins with {@code first}, and skips other lines. */
    String[] await(String first) {
        try {
            while (true) {
                String[] words = lines.poll(LIMIT_SECS, TimeUnit.SECONDS);
                if (words == null) {
                    throw new IllegalStateException("no line '" + first + "' of a contender in " + LIMIT_SECS + " s");
                }
                if (words[0].equals(first)) {
                    return words;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Suspends the process; its connections stay open. */
    void stop() {
        signal("STOP");
    }

    /** Resumes the process. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("a contender did not receive SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
