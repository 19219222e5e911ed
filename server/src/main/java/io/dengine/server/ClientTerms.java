package io.dengine.server;

import io.dengine.bytes.Bytes;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.config.ServerConfig;
import io.dengine.server.log.OperatorLog;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.server.metrics.MemoryMeter;
import io.dengine.server.metrics.MetricsRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The terms on which a node serves its clients.
 *
 * @param memory the memory that all clients together can make the node hold
 * @param admin decides who may send operators' requests
 * @param hosts names of the node besides its addresses, in lower case
 */
record ClientTerms(MemoryBudget memory, AdminAccess admin, Set<String> hosts) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MIN_TOKEN_BYTES = 16;

    /** @throws StartFailure if the token for operators cannot be used */
    static ClientTerms of(ServerConfig config, OperatorLog operator, MetricsRegistry registry) throws StartFailure {
        ServerConfig.Access access = config.access();
        long bytes = access.clientMemoryBytes() == 0 ? MemoryBudget.standardBytes() : access.clientMemoryBytes();
        MemoryBudget memory = new MemoryBudget(bytes, operator);
        MemoryMeter.register(registry, memory);
        Path tokenFile = access.adminTokenFile();
        Bytes token = tokenFile == null ? null : token(tokenFile);
        return new ClientTerms(memory, new AdminAccess(access.admin(), token, operator), hosts(config));
    }

    private static Bytes token(Path file) throws StartFailure {
        Bytes token;
        try {
            token = Bytes.utf8(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION, "the token in " + file + " (server.admin_token_file) cannot be read: " + e);
        }
        if (token.length() < MIN_TOKEN_BYTES) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "the token in " + file + " (server.admin_token_file) is shorter than " + MIN_TOKEN_BYTES
                            + " characters and could be guessed; make one with: openssl rand -hex 32");
        }
        return token;
    }

    private static Set<String> hosts(ServerConfig config) {
        Set<String> hosts = new HashSet<>(config.access().allowedHosts());
        hosts.add(config.identity().listenAddress().host().toLowerCase(Locale.ROOT));
        String own = hostName();
        if (own != null && !own.isEmpty()) {
            hosts.add(own.toLowerCase(Locale.ROOT));
        }
        return hosts;
    }

    /** Returns the name of this machine, without a name service; null if it is unknown. */
    private static @Nullable String hostName() {
        try {
            return Files.readString(HOST_NAME, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return System.getenv("HOSTNAME");
        }
    }
}
