package io.dengine.examples.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects whose fields are text or null. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static Map<String, @Nullable String> fields(@Nullable String... namesAlternatingWithValues) {
        Map<String, @Nullable String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAlternatingWithValues.length; i += 2) {
            fields.put(String.valueOf(namesAlternatingWithValues[i]), namesAlternatingWithValues[i + 1]);
        }
        return fields;
    }

    static Map<String, String> read(InputStream body) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, json);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                require(json.nextToken() == JsonToken.VALUE_STRING, json);
                fields.put(json.currentName(), json.getText());
            }
            require(json.currentToken() == JsonToken.END_OBJECT, json);
        }
        return fields;
    }

    private static void require(boolean expected, JsonParser json) throws JsonParseException {
        if (!expected) {
            throw new JsonParseException(json, "not an object of texts");
        }
    }

    static byte[] write(Map<String, @Nullable String> fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, @Nullable String> field : fields.entrySet()) {
                json.writeFieldName(field.getKey());
                json.writeString(field.getValue());
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
