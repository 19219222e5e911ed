package io.dengine.server.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dengine.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts records of numbers, flags, strings, records and lists of records to JSON and back. Intended for about one
 * document per second.
 */
final class RecordJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private RecordJson() {}

    // ---- writing

    static Bytes write(Record value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            writeRecord(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Bytes.wrap(out.toByteArray());
    }

    private static void writeRecord(JsonGenerator json, Record value) throws IOException {
        json.writeStartObject();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            json.writeFieldName(nameOf(component));
            writeValue(json, valueOf(component, value));
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Record inner -> writeRecord(json, inner);
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    writeValue(json, element);
                }
                json.writeEndArray();
            }
            case Double number -> json.writeNumber(Math.round(number * 1e4) / 1e4);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            default -> json.writeString(value.toString());
        }
    }

    private static Object valueOf(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the name in lower case, with underscores between its words. */
    private static String nameOf(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    // ---- reading

    /** @throws IllegalArgumentException if {@code text} is not a JSON object */
    static <R extends Record> R read(String text, Class<R> type) {
        try (JsonParser json = FACTORY.createParser(text)) {
            json.nextToken();
            if (parsed(json) instanceof Map<?, ?> fields) {
                return type.cast(made(type, fields));
            }
            throw new IllegalArgumentException("not an object of JSON");
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static @Nullable Object parsed(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new IOException("the document has no end");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> fields = new HashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    fields.put(name, parsed(json));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(parsed(json));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> json.getText();
            default -> null;
        };
    }

    private static Object made(Class<?> type, Map<?, ?> fields) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = fitted(components[i], fields.get(nameOf(components[i])));
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Converts a value to the type of its component. A value that is missing or of another type becomes 0, false or
     * empty.
     */
    private static Object fitted(RecordComponent component, @Nullable Object value) {
        Class<?> type = component.getType();
        if (type.isRecord()) {
            return made(type, value instanceof Map<?, ?> fields ? fields : Map.of());
        }
        if (type == List.class) {
            return elements(component, value instanceof List<?> list ? list : List.of());
        }
        if (type == String.class) {
            return value instanceof String text ? text : "";
        }
        if (type == boolean.class) {
            return value instanceof Boolean flag ? flag : Boolean.FALSE;
        }
        Number number = value instanceof Number present ? present : 0;
        if (type == int.class) {
            return number.intValue();
        }
        return type == long.class ? (Object) number.longValue() : (Object) number.doubleValue();
    }

    private static List<Object> elements(RecordComponent component, List<?> list) {
        ParameterizedType type = (ParameterizedType) component.getGenericType();
        Class<?> element = (Class<?>) type.getActualTypeArguments()[0];
        List<Object> elements = new ArrayList<>();
        for (Object each : list) {
            elements.add(made(element, each instanceof Map<?, ?> fields ? fields : Map.of()));
        }
        return elements;
    }
}
