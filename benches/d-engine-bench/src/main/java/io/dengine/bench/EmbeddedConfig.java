package io.dengine.bench;

import io.dengine.core.membership.Member;
import io.dengine.embedded.EngineConfig;
import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.LoadedConfig;
import io.dengine.server.config.ServerConfig;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Derives an engine's configuration from a node's configuration file, as the original's benchmark does. */
final class EmbeddedConfig {
    private EmbeddedConfig() {}

    /** @throws BenchException if the file is invalid; the message has a line for each problem */
    static EngineConfig load(String file, Map<String, String> environment, PrintStream err) throws BenchException {
        try {
            LoadedConfig loaded = ConfigLoader.load(
                    environment, file, ThreadLocalRandom.current().nextLong());
            loaded.warnings().forEach(err::println);
            return of(loaded.config());
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BenchException("the configuration " + file + " cannot be used: " + e.getMessage());
        }
    }

    private static EngineConfig of(ServerConfig config) throws BenchException {
        ServerConfig.Identity identity = config.identity();
        if (identity.joins()) {
            throw new BenchException("node " + identity.nodeId()
                    + " is a learner in initial_cluster: this program founds a cluster," + " it cannot join one");
        }
        EngineConfig.Builder builder = EngineConfig.in(config.directories().data())
                .nodeId(identity.nodeId())
                .listenOn(identity.listenAddress().toString())
                .tune(standard -> config.node());
        identity.initialMembers().stream()
                .filter(Member::isVoter)
                .forEach(member -> builder.member(member.id(), member.address()));
        ServerConfig.Storing storing = config.storing();
        if (storing.onDisk()) {
            builder.keys(RocksConfig.STANDARD.withMemory(storing.cacheBytes(), storing.memtableBytes()));
        }
        return builder.build();
    }
}
