package io.dengine.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of machines, each with its own address, which can silently drop messages from one machine to another. This
 * program always reaches all machines. Requires Linux and the rights to create network namespaces.
 */
final class Network {
    private static final int MOST = 16_000;

    /** A hardware address that no machine has, so that packets to it are lost. */
    private static final String NOBODY = "02:00:00:00:00:00";

    private final int number;
    private final List<Integer> members = new ArrayList<>();

    /** Creates a network with the first free number on this machine. */
    Network() throws IOException {
        int free = 0;
        while (!command("ip", "link", "add", bridge(free), "type", "bridge").isEmpty()) {
            if (++free == MOST) {
                throw new IOException("the network could not be created; this requires Linux and root");
            }
        }
        number = free;
        run("ip", "addr", "add", host(0) + "/24", "dev", bridge(number));
        run("ip", "link", "set", bridge(number), "up");
    }

    /** Gives {@code inner} its own address. The first machine is member 1. */
    Machine join(Machine inner) throws IOException {
        int id = members.size() + 1;
        members.add(id);
        run("ip", "netns", "add", namespace(id));
        run("ip", "link", "add", outside(id), "type", "veth", "peer", "name", "eth0", "netns", namespace(id));
        run("ip", "link", "set", outside(id), "master", bridge(number), "up");
        inside(id, "addr", "add", host(id) + "/24", "dev", "eth0");
        inside(id, "link", "set", "eth0", "up");
        inside(id, "link", "set", "lo", "up");
        return new NetworkedMachine(this, id, inner);
    }

    /** Drops all messages from {@code from} to {@code to} from now on, but none in the other direction. */
    void cut(int from, int to) {
        try {
            inside(from, "neigh", "replace", host(to), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
        } catch (IOException e) {
            throw new ChaosException("the network could not be cut: " + e.getMessage());
        }
    }

    /** Ends all cuts. */
    void heal() {
        try {
            for (int id : members) {
                inside(id, "neigh", "flush", "dev", "eth0", "nud", "permanent");
            }
        } catch (IOException e) {
            throw new ChaosException("the network could not be healed: " + e.getMessage());
        }
    }

    private void leave(int id) throws IOException {
        // The kernel removes the link with the namespace, but later: the next network could still find it.
        run("ip", "link", "del", outside(id));
        run("ip", "netns", "del", namespace(id));
        members.remove((Integer) id);
        if (members.isEmpty()) {
            run("ip", "link", "del", bridge(number));
        }
    }

    private String host(int id) {
        return "10." + (64 + number / 256) + "." + number % 256 + "." + (id + 1);
    }

    private static String bridge(int number) {
        return "chaos" + number;
    }

    private String namespace(int id) {
        return bridge(number) + "-" + id;
    }

    private String outside(int id) {
        return bridge(number) + "v" + id;
    }

    private void inside(int id, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace(id)));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        String objection = command(command);
        if (!objection.isEmpty()) {
            throw new IOException(String.join(" ", command) + ": " + objection);
        }
    }

    /** Runs a command. Returns an empty string on success, otherwise its exit code and output. */
    private static String command(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            return code == 0 ? "" : "exit code " + code + " " + output.strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }

    /** A machine with its own address on the network. */
    private record NetworkedMachine(Network network, int id, Machine inner) implements Machine {
        @Override
        public Path dataDirectory() {
            return inner.dataDirectory();
        }

        @Override
        public String host() {
            return network.host(id);
        }

        @Override
        public List<String> command(Path program) {
            List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", network.namespace(id)));
            command.addAll(inner.command(program));
            return command;
        }

        @Override
        public void close() throws IOException {
            network.leave(id);
            inner.close();
        }
    }
}
