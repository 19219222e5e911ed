package io.dengine.bench.compare;

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
final class NodeProcesses implements AutoCloseable {
    private static final long STOP_SECS = 10;
    private static final int LOG_CHARS_SHOWN = 600;
    private static final Queue<Process> RUNNING = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-nodes"));
    }

    private record Started(Process process, Path log) {}

    private final List<Started> started = new ArrayList<>();

    /** Returns free loopback ports. */
    static List<Integer> freePorts(int count) throws IOException {
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
    void start(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve("out.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        RUNNING.add(process);
        started.add(new Started(process, log));
    }

    List<Long> pids() {
        return started.stream().map(node -> node.process().pid()).toList();
    }

    /** @throws BenchException if a process has ended; the message contains the last lines of its output */
    void checkRunning() throws BenchException {
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
