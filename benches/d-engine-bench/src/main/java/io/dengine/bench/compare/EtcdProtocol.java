package io.dengine.bench.compare;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.dengine.bytes.Bytes;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The measured calls of etcd's published protocol, and the call that finds its leader. Encodes requests and decodes
 * answers directly with protobuf's coder, without message objects, so that a call costs this program no more than a
 * call to d-engine.
 */
final class EtcdProtocol {
    // Field numbers of etcdserverpb.
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int SERIALIZABLE = 7;
    private static final int KVS = 2;
    private static final int HEADER = 1;
    private static final int MEMBER_ID = 2;
    private static final int LEADER = 4;

    static final MethodDescriptor<byte[], Boolean> PUT =
            method("etcdserverpb.KV/Put", input -> found(CodedInputStream.newInstance(input), HEADER));

    /** The read. Its response is decoded to whether the key exists. */
    static final MethodDescriptor<byte[], Boolean> RANGE =
            method("etcdserverpb.KV/Range", input -> found(CodedInputStream.newInstance(input), KVS));

    static final MethodDescriptor<byte[], Status> STATUS =
            method("etcdserverpb.Maintenance/Status", input -> status(CodedInputStream.newInstance(input)));

    private EtcdProtocol() {}

    /**
     * The status that a member reports.
     *
     * @param member its own id
     * @param leader the leader's id, or 0
     */
    record Status(long member, long leader) {}

    private interface Reader<T> {
        T read(InputStream input) throws IOException;
    }

    private static <T> MethodDescriptor<byte[], T> method(String name, Reader<T> reader) {
        return MethodDescriptor.<byte[], T>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(name)
                .setRequestMarshaller(new RequestMarshaller())
                .setResponseMarshaller(new AnswerMarshaller<>(reader))
                .build();
    }

    static byte[] put(Bytes key, Bytes value) {
        return written(key.length() + value.length() + 16, output -> {
            output.writeByteArray(KEY, key.toArray());
            output.writeByteBuffer(VALUE, value.asByteBuffer());
        });
    }

    static byte[] range(Bytes key, boolean serializable) {
        return written(key.length() + 16, output -> {
            output.writeByteArray(KEY, key.toArray());
            if (serializable) {
                output.writeBool(SERIALIZABLE, true);
            }
        });
    }

    private interface Writing {
        void to(CodedOutputStream output) throws IOException;
    }

    private static byte[] written(int atMost, Writing fields) {
        byte[] space = new byte[atMost];
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(space);
            fields.to(output);
            output.flush();
            return Arrays.copyOf(space, output.getTotalBytesWritten());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end of the message, as a complete decoder does, and returns whether the field is present. */
    private static boolean found(CodedInputStream input, int wanted) throws IOException {
        boolean found = false;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            found |= WireFormat.getTagFieldNumber(tag) == wanted;
            boolean unused = input.skipField(tag);
        }
        return found;
    }

    private static Status status(CodedInputStream input) throws IOException {
        long member = 0;
        long leader = 0;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case HEADER -> member = memberId(input.readBytes().newCodedInput());
                case LEADER -> leader = input.readUInt64();
                default -> {
                    boolean unused = input.skipField(tag);
                }
            }
        }
        return new Status(member, leader);
    }

    private static long memberId(CodedInputStream header) throws IOException {
        long member = 0;
        for (int tag = header.readTag(); tag != 0; tag = header.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == MEMBER_ID) {
                member = header.readUInt64();
            } else {
                boolean unused = header.skipField(tag);
            }
        }
        return member;
    }

    private static final class RequestMarshaller implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] request) {
            return new ByteArrayInputStream(request);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("this program is a client");
        }
    }

    private record AnswerMarshaller<T>(Reader<T> reader) implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T answer) {
            throw new UnsupportedOperationException("this program is a client");
        }

        @Override
        public T parse(InputStream stream) {
            try {
                return reader.read(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
