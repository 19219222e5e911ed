package io.dengine.bench.cluster;

import io.dengine.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The processes of one cluster. They are stopped when this program ends in any way but SIGKILL. */
public final class NodeProcesses implements AutoCloseable {
    private static final long STOP_SECS = 10;
    /** The limit for a node that must stop in order, because it is to start again. */
    private static final long ORDERLY_STOP_SECS = 60;

    private static final int LOG_CHARS_SHOWN = 600;
    private static final Queue<Process> RUNNING = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-nodes"));
    }

    private record Started(Process process, Path directory, Map<String, String> environment, List<String> command) {
        Path log() {
            return directory.resolve("out.log");
        }
    }

    private final List<Started> started = new ArrayList<>();

    /** Returns free loopback ports. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** @param directory the working directory; the output goes to {@code out.log} in it */
    public void start(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        Files.createDirectories(directory);
        started.add(started(directory, environment, command));
    }

    private static Started started(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        RUNNING.add(process);
        return new Started(process, directory, Map.copyOf(environment), List.copyOf(command));
    }

    /**
     * Asks a process to end, and waits until it has ended.
     *
     * @param index its number in the order of starts, from 0
     * @throws BenchException if it does not end in time
     */
    void stop(int index) throws BenchException {
        Process process = started.get(index).process();
        process.destroy();
        try {
            if (!process.waitFor(ORDERLY_STOP_SECS, TimeUnit.SECONDS)) {
                throw new BenchException("a node did not stop within " + ORDERLY_STOP_SECS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
        RUNNING.remove(process);
    }

    /** Starts a process that has ended once more, with the same command, environment and directory. */
    void startAgain(int index) throws IOException {
        Started before = started.get(index);
        started.set(index, started(before.directory(), before.environment(), before.command()));
    }

    /** Returns the ids of the processes, in the order of their starts. */
    public List<Long> pids() {
        return started.stream().map(node -> node.process().pid()).toList();
    }

    /** @throws BenchException if a process has ended; the message contains the last lines of its output */
    public void checkRunning() throws BenchException {
        for (Started node : started) {
            if (!node.process().isAlive()) {
                throw new BenchException("a node ended with exit code "
                        + node.process().exitValue() + "; its last output: " + lastOf(node.log()));
            }
        }
    }

    private static String lastOf(Path log) {
        try {
            String text = Files.readString(log, StandardCharsets.UTF_8).strip();
            return text.substring(Math.max(0, text.length() - LOG_CHARS_SHOWN));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        started.forEach(node -> node.process().destroy());
        boolean interrupted = false;
        for (Started node : started) {
            try {
                if (!node.process().waitFor(STOP_SECS, TimeUnit.SECONDS)) {
                    node.process().destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                node.process().destroyForcibly();
                interrupted = true;
            }
            RUNNING.remove(node.process());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
