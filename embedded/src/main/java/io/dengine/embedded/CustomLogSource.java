package io.dengine.embedded;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A log store of the user's own. One that cannot be read is for its owner to mend. */
final class CustomLogSource implements LogSource {
    static final String DIRECTORY = "custom-log";

    private final LogStoreOpener opener;
    private final LocalNodeConfig config;
    private final String bootId;
    private @Nullable LogStore opened;

    CustomLogSource(LogStoreOpener opener, LocalNodeConfig config, String bootId) {
        this.opener = opener;
        this.config = config;
        this.bootId = bootId;
    }

    @Override
    public NodeLog open() throws IOException {
        LogStore store =
                opener.open(config.dataDirectory().resolve(DIRECTORY), SnapshotMeta.bootstrap(config.bootstrap()));
        opened = store;
        int nodeId = config.node().core().nodeId();
        return new CustomLog(store, config.dataDirectory(), config.bootstrap(), nodeId, bootId);
    }

    @Override
    public void giveUp(IOException why) throws IOException {
        throw why;
    }

    @Override
    public void close() throws IOException {
        LogStore store = opened;
        if (store != null) {
            store.close();
        }
    }
}
