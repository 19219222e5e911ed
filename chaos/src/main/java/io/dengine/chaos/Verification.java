package io.dengine.chaos;

import com.google.protobuf.ByteString;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientResult;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.error.ErrorCode;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Checks that every acknowledged write exists, and compares the nodes with each other. */
final class Verification {
    private static final int KEYS_PER_READ = 200;
    private static final long READ_SECS = 10;
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_MILLIS = 200;

    /**
     * The result of the checks.
     *
     * @param missing acknowledged writes that a linearizable read does not return
     * @param different keys whose values are not equal on all nodes
     */
    record Findings(long checked, long missing, long different) {
        boolean good() {
            return missing == 0 && different == 0;
        }
    }

    private final ChaosCluster cluster;
    private final WriteLoad load;
    private final Losses losses;

    Verification(ChaosCluster cluster, WriteLoad load) {
        this(cluster, load, new Losses());
    }

    /** @param losses the reported losses; writes lost with them break no promise */
    Verification(ChaosCluster cluster, WriteLoad load, Losses losses) {
        this.cluster = cluster;
        this.load = load;
        this.losses = losses;
    }

    /** Checks all writes. The load must have ended, and all nodes must be running. */
    Findings check() {
        long checked = 0;
        long missing = 0;
        long different = 0;
        List<Expected> batch = new ArrayList<>(KEYS_PER_READ);
        for (int client = 0; client < load.clients(); client++) {
            // One more than was acknowledged: a write of unknown outcome must also be equal on all nodes.
            for (int sequence = 0; sequence <= load.acknowledgedBy(client); sequence++) {
                boolean certain = sequence < load.acknowledgedBy(client);
                batch.add(new Expected(client, sequence, certain));
                checked += certain ? 1 : 0;
                if (batch.size() == KEYS_PER_READ) {
                    missing += missing(batch);
                    different += differences(batch);
                    batch.clear();
                }
            }
        }
        missing += missing(batch);
        different += differences(batch);
        return new Findings(checked, missing, different);
    }

    private record Expected(int client, int sequence, boolean certain) {
        ByteString key() {
            return WriteLoad.key(client, sequence);
        }

        ByteString value() {
            return WriteLoad.value(client, sequence);
        }
    }

    private long missing(List<Expected> batch) {
        Map<ByteString, ByteString> found = readAtLeader(batch);
        long missing = 0;
        for (Expected expected : batch) {
            ByteString value = found.get(expected.key());
            if (!isRight(expected, value)) {
                missing++;
                System.err.println("missing or wrong value: " + expected.key().toStringUtf8());
            }
        }
        return missing;
    }

    private boolean isRight(Expected expected, @Nullable ByteString value) {
        if (!expected.certain()) {
            return value == null || value.equals(expected.value());
        }
        long revision = load.revision(expected.client(), expected.sequence());
        if (value == null) {
            return losses.missing(expected.client(), expected.sequence(), revision);
        }
        losses.found(expected.client(), expected.sequence(), revision);
        return value.equals(expected.value());
    }

    /**
     * Returns the number of keys that differ. A difference counts only if it persists, because followers apply later.
     */
    private long differences(List<Expected> batch) {
        long differences = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<ByteString, ByteString> reference = readAt(cluster.channels().get(0), batch);
            differences = 0;
            for (NodeChannel node : cluster.channels()) {
                differences += readAt(node, batch).equals(reference) ? 0 : 1;
            }
            if (differences == 0) {
                return 0;
            }
            ChaosCluster.rest(PAUSE_MILLIS);
        }
        return differences;
    }

    private Map<ByteString, ByteString> readAt(NodeChannel node, List<Expected> batch) {
        return retrying(() -> read(node, batch, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY));
    }

    private Map<ByteString, ByteString> readAtLeader(List<Expected> batch) {
        return retrying(
                () -> read(cluster.leader(), batch, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ));
    }

    private interface Reading {
        Map<ByteString, ByteString> run();
    }

    private static Map<ByteString, ByteString> retrying(Reading reading) {
        StatusRuntimeException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return reading.run();
            } catch (StatusRuntimeException e) {
                last = e;
                ChaosCluster.rest(PAUSE_MILLIS);
            }
        }
        throw new ChaosException("the final reads fail: " + last);
    }

    private static Map<ByteString, ByteString> read(
            NodeChannel node, List<Expected> batch, ReadConsistencyPolicy policy) {
        ClientReadRequest.Builder request = ClientReadRequest.newBuilder().setConsistencyPolicy(policy);
        batch.forEach(expected -> request.addKeys(expected.key()));
        ClientResponse response = RaftClientServiceGrpc.newBlockingStub(node.channel(0))
                .withDeadlineAfter(READ_SECS, TimeUnit.SECONDS)
                .handleClientRead(request.build());
        if (response.getError() != ErrorCode.SUCCESS) {
            throw new ChaosException("a read failed: " + response.getError());
        }
        Map<ByteString, ByteString> found = new HashMap<>();
        for (ClientResult result : response.getReadData().getResultsList()) {
            found.put(result.getKey(), result.getValue());
        }
        return found;
    }
}
