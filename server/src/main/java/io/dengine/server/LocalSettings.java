package io.dengine.server;

import io.dengine.core.membership.Member;
import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.watch.WatchConfig;
import io.dengine.node.LocalNodeConfig;
import io.dengine.server.config.ServerConfig;
import io.dengine.transport.NodeTls;
import io.dengine.transport.PeerTrust;
import io.dengine.transport.TlsFiles;
import io.dengine.transport.TransportConfig;
import java.io.IOException;

/** Derives the settings of the local node from the configuration of the program. */
final class LocalSettings {
    private LocalSettings() {}

    /** @throws IOException if the files for encryption cannot be used */
    static LocalNodeConfig of(ServerConfig config) throws IOException {
        return new LocalNodeConfig(
                config.directories().data(),
                config.identity().clusterId(),
                // Only the voters form a cluster; they accept learners later.
                config.identity().initialMembers().stream()
                        .filter(Member::isVoter)
                        .toList(),
                config.identity().self().address(),
                config.node(),
                transport(config),
                keeping(config.watching()).withQuotas(config.quotas()),
                keys(config.storing()));
    }

    private static TransportConfig transport(ServerConfig config) throws IOException {
        TransportConfig standard = TransportConfig.standard();
        PeerTrust trust = standard.trust()
                .withSecretIn(config.peering().secret())
                .withNetworks(config.peering().networks());
        TlsFiles encryption = config.encryption();
        return standard.withTrust(trust).withTls(encryption == null ? null : NodeTls.load(encryption));
    }

    private static KvConfig keeping(ServerConfig.Watching watching) {
        KvConfig standard = KvConfig.STANDARD;
        WatchConfig watch = new WatchConfig(
                watching.maxWatchers(),
                watching.bufferEvents(),
                standard.watch().maxQueuedBytes());
        return new KvConfig(standard.historyRevisions(), standard.historyBytes(), standard.graceMillis(), watch);
    }

    private static KeyTables.Opener keys(ServerConfig.Storing storing) {
        return storing.onDisk()
                ? RocksConfig.STANDARD.withMemory(storing.cacheBytes(), storing.memtableBytes())
                : KeyTables.Opener.MEMORY;
    }
}
