package io.dengine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.dengine.wire.client.ClientApiProto;
import io.dengine.wire.cluster.ClusterProto;
import io.dengine.wire.common.CommonProto;
import io.dengine.wire.error.ErrorProto;
import io.dengine.wire.storage.StorageProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Existing clients were compiled against these names and numbers, so a line of wire-format.txt may be added but never
 * changed, except for whether a field tells that it is absent: that is the same on the wire.
 */
class WireFormatTest {
    private static final List<FileDescriptor> FILES = List.of(
            ErrorProto.getDescriptor(),
            CommonProto.getDescriptor(),
            StorageProto.getDescriptor(),
            ClientApiProto.getDescriptor(),
            ClusterProto.getDescriptor());

    @Test
    void namesAndNumbersAreTheOnesClientsWereCompiledAgainst() throws IOException {
        assertThat(describe()).isEqualTo(expected());
    }

    private static String expected() throws IOException {
        try (InputStream in = Objects.requireNonNull(WireFormatTest.class.getResourceAsStream("wire-format.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String describe() {
        TreeSet<String> lines = new TreeSet<>();
        for (FileDescriptor file : FILES) {
            file.getMessageTypes().forEach(message -> describe(message, lines));
            file.getEnumTypes().forEach(type -> describe(type, lines));
            file.getServices().forEach(service -> describe(service, lines));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void describe(Descriptor message, TreeSet<String> lines) {
        lines.add(message.getFullName());
        for (FieldDescriptor field : message.getFields()) {
            lines.add(field.getFullName() + " = " + field.getNumber() + " " + label(field) + type(field));
        }
        message.getNestedTypes().forEach(nested -> describe(nested, lines));
        message.getEnumTypes().forEach(nested -> describe(nested, lines));
    }

    private static String label(FieldDescriptor field) {
        if (field.getRealContainingOneof() != null) {
            return "oneof " + field.getRealContainingOneof().getName() + " ";
        }
        if (field.isRepeated()) {
            return "repeated ";
        }
        return field.toProto().getProto3Optional() ? "optional " : "";
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static void describe(EnumDescriptor type, TreeSet<String> lines) {
        for (EnumValueDescriptor value : type.getValues()) {
            lines.add(type.getFullName() + "." + value.getName() + " = " + value.getNumber());
        }
    }

    private static void describe(ServiceDescriptor service, TreeSet<String> lines) {
        for (MethodDescriptor method : service.getMethods()) {
            lines.add(method.getFullName() + "(" + method.getInputType().getFullName() + ") returns ("
                    + (method.isServerStreaming() ? "stream " : "")
                    + method.getOutputType().getFullName() + ")");
        }
    }
}
