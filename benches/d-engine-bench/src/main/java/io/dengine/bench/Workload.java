package io.dengine.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.WriteCommand;
import io.grpc.MethodDescriptor;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What each call does.
 *
 * @param name for messages about failed calls
 * @param anyNode whether every node can answer
 * @param method the remote method
 * @param request makes the request for a key
 */
record Workload(
        String name,
        boolean anyNode,
        MethodDescriptor<? extends MessageLite, ClientResponse> method,
        Function<ByteString, MessageLite> request) {
    private static final int CLIENT_ID = 1;

    static Workload put(int valueSize) {
        if (valueSize < 0 || valueSize > 4 << 20) {
            throw new IllegalArgumentException("--value-size must be from 0 to 4194304, not " + valueSize);
        }
        byte[] random = new byte[valueSize];
        new SplittableRandom(valueSize).nextBytes(random);
        ByteString value = UnsafeByteOperations.unsafeWrap(random);
        return new Workload("Put", false, RaftClientServiceGrpc.getHandleClientWriteMethod(), key -> write(key, value));
    }

    private static ClientWriteRequest write(ByteString key, ByteString value) {
        return ClientWriteRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .setCommand(WriteCommand.newBuilder()
                        .setInsert(WriteCommand.Insert.newBuilder().setKey(key).setValue(value)))
                .build();
    }

    static Workload range(ReadConsistencyPolicy policy) {
        boolean anyNode = policy == ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY;
        return new Workload(
                "Get", anyNode, RaftClientServiceGrpc.getHandleClientReadMethod(), key -> read(key, policy));
    }

    private static ClientReadRequest read(ByteString key, ReadConsistencyPolicy policy) {
        return ClientReadRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .addKeys(key)
                .setConsistencyPolicy(policy)
                .build();
    }
}
