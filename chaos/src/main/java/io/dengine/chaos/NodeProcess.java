package io.dengine.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node in its own process, which can be restarted after its end. */
final class NodeProcess {
    private static final long END_SECS = 30;
    private static final long COMMAND_SECS = 120;

    private final int id;
    private final Ports ports;
    private final Machine machine;
    private final Path directory;
    private final ProcessBuilder builder;
    private @Nullable Process process;
    private boolean paused;
    private int starts;

    /** The ports on which a node serves clients and peers, and its metrics. */
    record Ports(int serving, int metrics) {}

    NodeProcess(int id, Ports ports, Machine machine, Path launcher, Path directory) {
        this.id = id;
        this.ports = ports;
        this.machine = machine;
        this.directory = directory;
        this.builder = new ProcessBuilder(machine.command(launcher))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.txt").toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("CONFIG_PATH", directory.resolve("node.toml").toString());
        environment.put("DB_PATH", machine.dataDirectory().toString());
        environment.put("LOG_DIR", directory.resolve("logs").toString());
        environment.put("METRICS_PORT", Integer.toString(ports.metrics()));
    }

    /** Adds environment variables, which apply from the next start on. */
    void configure(Map<String, String> variables) {
        builder.environment().putAll(variables);
    }

    int id() {
        return id;
    }

    int port() {
        return ports.serving();
    }

    /** Returns the address for clients. */
    String address() {
        return machine.host() + ":" + ports.serving();
    }

    /** Returns the address of its metrics. */
    String metricsAddress() {
        return machine.host() + ":" + ports.metrics();
    }

    /** Returns the number of times that it was started. */
    synchronized int starts() {
        return starts;
    }

    synchronized boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException("node " + id + " is already running");
        }
        try {
            process = builder.start();
            starts++;
        } catch (IOException e) {
            throw new UncheckedIOException("node " + id + " could not be started", e);
        }
    }

    /** Runs one of the program's commands with the settings of this node, and waits until it ends. */
    void command(String... arguments) {
        List<String> line = new ArrayList<>(builder.command());
        line.addAll(List.of(arguments));
        ProcessBuilder command = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(builder.redirectOutput());
        command.environment().putAll(builder.environment());
        try {
            Process running = command.start();
            if (!awaitEnd(running, COMMAND_SECS) || running.exitValue() != 0) {
                running.destroyForcibly();
                throw new ChaosException(
                        "node " + id + ": " + String.join(" ", arguments) + " failed\n" + lastOutput());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a command of node " + id + " could not be started", e);
        }
    }

    /** Kills the process as {@code kill -9} does: without a flush, and without a message to peers or clients. */
    synchronized void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            awaitEnd(current);
        }
        paused = false;
    }

    /** Sends SIGTERM, and kills the process if it does not exit in time. */
    synchronized void stop() {
        resume();
        Process current = process;
        if (current == null) {
            return;
        }
        current.destroy();
        if (!awaitEnd(current)) {
            current.destroyForcibly();
        }
    }

    private static boolean awaitEnd(Process process) {
        return awaitEnd(process, END_SECS);
    }

    private static boolean awaitEnd(Process process, long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Deletes the node's data, as if it had a new disk. The node must not be running. */
    synchronized void wipe() {
        if (isRunning()) {
            throw new IllegalStateException("node " + id + " runs");
        }
        if (!Files.exists(machine.dataDirectory())) {
            return;
        }
        try (Stream<Path> files = Files.walk(machine.dataDirectory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data of node " + id + " could not be removed", e);
        }
    }

    /** Suspends the process: its connections stay open, but it does not answer. */
    synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    synchronized void resume() {
        if (paused && isRunning()) {
            signal("CONT");
        }
        paused = false;
    }

    private void signal(String name) {
        Process current = process;
        if (current == null) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(current.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("node " + id + " did not receive SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("node " + id + " did not receive SIG" + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the resident memory in KiB; 0 if it is not running or the memory is unknown. */
    synchronized long residentKilobytes() {
        Process current = process;
        if (current == null) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(current.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns the number of bytes that the node has printed since its first start. */
    long printedBytes() {
        try {
            return Files.size(directory.resolve("output.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException("the output of node " + id + " cannot be read", e);
        }
    }

    /** Returns the end of its output, for the report of a failure. */
    String lastOutput() {
        try {
            String output = Files.readString(directory.resolve("output.txt"));
            return output.substring(Math.max(0, output.length() - 2_000));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }
}
