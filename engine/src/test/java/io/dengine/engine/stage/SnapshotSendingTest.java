package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.Clusters;
import io.dengine.engine.ManualTime;
import io.dengine.engine.MemorySnapshots;
import io.dengine.engine.MemoryTransport;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotSendingTest {
    private static final int PEER = 3;
    private static final long EXCHANGE = 77;
    private static final NodeConfig.TransferPolicy POLICY =
            NodeConfig.of(Clusters.core(1, Effect.Level.SYNCED)).transfer();

    private final MemorySnapshots store = new MemorySnapshots();
    private final ManualTime time = new ManualTime();
    private final List<SnapshotReport> reports = new ArrayList<>();
    private final List<Event> told = new ArrayList<>();
    private final SnapshotSending sending = new SnapshotSending(
            store, time, new Outlet(new MemoryTransport()), POLICY, reports::add, () -> new SnapshotOwner() {
                @Override
                public void tell(Event event) {
                    told.add(event);
                }

                @Override
                public void wanted() {}

                @Override
                public void taken(@Nullable SnapshotMeta meta, long sizeBytes) {}
            });

    private SnapshotStore.Stored sentWhole() throws Exception {
        SnapshotStore.Stored stored;
        try (SnapshotStore.Writing writing = store.write(
                new SnapshotMeta(new EntryId(50, 1), 1, Clusters.bootstrap(3).configuration()))) {
            writing.add(Bytes.utf8("state"));
            stored = writing.finish();
        }
        sending.begin(new Effect.SendSnapshot(PEER, 1, EXCHANGE, 1));
        sending.progressed(PEER, new PeerMessage.SnapshotProgress(EXCHANGE, 0));
        sending.step();
        sending.progressed(PEER, new PeerMessage.SnapshotProgress(EXCHANGE, stored.sizeBytes()));
        return stored;
    }

    private void pass(long millis) throws Exception {
        for (long passed = 0; passed < millis; passed += 100) {
            time.advanceMillis(100);
            sending.step();
        }
    }

    @Test
    void aPeerThatInstallsForLongIsNotTakenForDeadAsLongAsItSaysThatItDoes() throws Exception {
        SnapshotStore.Stored stored = sentWhole();
        for (int i = 0; i < 10; i++) {
            pass(POLICY.patienceNanos() / 1_000_000 - 1_000);
            sending.progressed(PEER, new PeerMessage.SnapshotProgress(EXCHANGE, stored.sizeBytes()));
        }
        assertThat(told).isEmpty();
        assertThat(reports).noneMatch(SnapshotReport.Failed.class::isInstance);
    }

    @Test
    void aPeerThatFallsSilentWhileItInstallsIsGivenUp() throws Exception {
        sentWhole();
        pass(POLICY.patienceNanos() / 1_000_000 + 200);
        assertThat(told).containsExactly(new Event.SnapshotSendFailed(PEER, EXCHANGE));
    }
}
