package io.dengine.profiling;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The owner of a frame's code. */
enum Category {
    NATIVE(0, "Native", "grey"),
    ENGINE(1, "d-engine", "blue"),
    NETWORK(2, "Netty and gRPC", "orange"),
    RUNTIME(3, "Java runtime", "green"),
    OTHER(4, "Other libraries", "purple");

    private final int number;
    private final String title;
    private final String colour;

    Category(int number, String title, String colour) {
        this.number = number;
        this.title = title;
        this.colour = colour;
    }

    /**
     * Returns the category of a class.
     *
     * @param type the full name of the class, or an empty string
     */
    static Category of(String type) {
        if (type.isEmpty()) {
            return NATIVE;
        }
        if (type.startsWith("io.dengine.")) {
            return ENGINE;
        }
        if (type.startsWith("io.netty.") || type.startsWith("io.grpc.")) {
            return NETWORK;
        }
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.") ? RUNTIME : OTHER;
    }

    /** Returns the position in the list of categories, by which frames refer to their category. */
    int number() {
        return number;
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", title);
        json.writeStringField("color", colour);
        json.writeArrayFieldStart("subcategories");
        json.writeString("Other");
        json.writeEndArray();
        json.writeEndObject();
    }
}
