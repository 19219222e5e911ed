package io.dengine.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes one JSON document. Owned by one thread. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final JsonGenerator generator;

    JsonText() {
        try {
            generator = FACTORY.createGenerator(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private JsonText step(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return this;
    }

    JsonText beginObject() {
        return step(generator::writeStartObject);
    }

    JsonText beginObject(String name) {
        return step(() -> generator.writeObjectFieldStart(name));
    }

    JsonText beginArray(String name) {
        return step(() -> generator.writeArrayFieldStart(name));
    }

    /** Ends the innermost object or array. */
    JsonText end() {
        return step(() -> {
            if (generator.getOutputContext().inArray()) {
                generator.writeEndArray();
            } else {
                generator.writeEndObject();
            }
        });
    }

    JsonText field(String name, String value) {
        return step(() -> generator.writeStringField(name, value));
    }

    JsonText field(String name, long value) {
        return step(() -> generator.writeNumberField(name, value));
    }

    JsonText field(String name, boolean value) {
        return step(() -> generator.writeBooleanField(name, value));
    }

    /** Writes bytes as a string if they are UTF-8 text, else as base64 in a field named {@code name_base64}. */
    JsonText field(String name, Bytes value) {
        String text = textOf(value);
        return text != null
                ? field(name, text)
                : field(name + "_base64", Base64.getEncoder().encodeToString(value.toArray()));
    }

    JsonText absent(String name) {
        return step(() -> generator.writeNullField(name));
    }

    Bytes toBytes() {
        step(generator::close);
        return Bytes.wrap(out.toByteArray());
    }

    private static @Nullable String textOf(Bytes value) {
        try {
            return value.toText();
        } catch (MalformedBytesException e) {
            return null; // not text: the caller encodes it differently
        }
    }
}
