package io.dengine.formats;

import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node's configuration file: returns a configuration, or {@link ConfigException} with every problem. */
final class ConfigurationFileTarget implements Target {
    private static final String GOOD = """
        [cluster]
        node_id = 1
        listen_address = "127.0.0.1:9081"
        initial_cluster = [
          { id = 1, address = "127.0.0.1:9081", role = 2, status = 3 },
          { id = 2, address = "127.0.0.1:9082", role = 2, status = 3 },
        ]

        [raft.election]
        election_timeout_min = 1000
        election_timeout_max = 2000

        [raft.persistence]
        strategy = "DiskFirst"
        flush_policy = { Batch = { threshold = 1, interval_ms = 100 } }

        [storage]
        engine = "memory"
        """;

    private final Path file;

    ConfigurationFileTarget() throws IOException {
        file = Files.createTempFile("node", ".toml");
        file.toFile().deleteOnExit();
    }

    @Override
    public String name() {
        return "configuration-file";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(GOOD.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void accept(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            var unused = ConfigLoader.load(Map.of(), file.toString(), 1);
        } catch (ConfigException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("rejected without a reason", e);
            }
        }
    }
}
