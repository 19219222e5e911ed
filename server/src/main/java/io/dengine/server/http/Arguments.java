package io.dengine.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The named arguments of a request: the fields of a flat JSON object, or the parameters of a query.
 *
 * <p>Unknown and repeated names are refused, so that a misspelt option is noticed instead of ignored.
 */
final class Arguments {
    private static final int MAX_NAME_CHARS = 100;
    private static final int MAX_NUMBER_CHARS = 30;
    private static final int MAX_NUMBERS = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxStringLength(Integer.MAX_VALUE - 8) // the limit on the body applies
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // clients choose the names
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Each value is Bytes (text), Long, Boolean, or Numbers. */
    private final Map<String, Object> values = new LinkedHashMap<>();

    private final boolean typed;
    private final Parameters parameters;
    private final HttpExchange exchange;

    private Arguments(boolean typed, Parameters parameters, HttpExchange exchange) {
        this.typed = typed;
        this.parameters = parameters;
        this.exchange = exchange;
    }

    /**
     * Reads the arguments of a request from its query, or from its body as a JSON object. Arguments that are too long
     * for a query can be sent in the body.
     *
     * @throws BadRequestException if they are malformed, in the wrong place, in both places, or not among {@code
     *     parameters}
     */
    static Arguments of(HttpExchange exchange, Parameters parameters) {
        boolean query = !exchange.query().isEmpty();
        boolean body = !exchange.body().isEmpty();
        return switch (parameters.place()) {
            case NOWHERE -> {
                if (query || body) {
                    throw new BadRequestException(
                            exchange.path() + " takes no arguments; send neither a query nor a" + " body");
                }
                yield new Arguments(true, parameters, exchange);
            }
            case IGNORED -> new Arguments(true, parameters, exchange);
            case QUERY_OR_BODY -> {
                if (query && body) {
                    throw new BadRequestException("give the arguments in the query or in the body, not in both");
                }
                boolean read =
                        exchange.method().equals("GET") || exchange.method().equals("HEAD");
                if (read && body) {
                    throw new BadRequestException("a " + exchange.method() + " has its arguments in the query; send"
                            + " them as JSON in the body of a POST");
                }
                yield read || query ? ofQuery(exchange, parameters) : ofJson(exchange, parameters);
            }
            case BODY, OPTIONAL_BODY -> {
                if (query) {
                    throw new BadRequestException("give the arguments as JSON in the body, not in the query");
                }
                yield body || parameters.place() == Parameters.Place.BODY
                        ? ofJson(exchange, parameters)
                        : new Arguments(true, parameters, exchange);
            }
        };
    }

    /**
     * Reads a flat JSON object.
     *
     * @throws BadRequestException if the body is not one, or has other fields than {@code parameters}
     */
    private static Arguments ofJson(HttpExchange exchange, Parameters parameters) {
        Bytes body = exchange.body();
        List<String> known = parameters.names();
        if (body.isEmpty()) {
            throw new BadRequestException("the body is empty: a JSON object is needed, with " + known);
        }
        Arguments arguments = new Arguments(true, parameters, exchange);
        // From bytes, the parser guesses the encoding and accepts some that are not UTF-8. So it gets decoded
        // characters.
        Reader text = new InputStreamReader(new BytesInput(body), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequestException("the body must be a JSON object, with " + known);
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                checkKnown(name, known);
                arguments.put(name, parser, parser.nextToken());
            }
            if (parser.nextToken() != null) {
                throw new BadRequestException("something follows the JSON object");
            }
        } catch (StreamConstraintsException e) {
            throw new BadRequestException("the JSON exceeds a limit: " + firstLine(e.getOriginalMessage()));
        } catch (CharacterCodingException e) {
            throw notText("the body");
        } catch (IOException e) {
            throw new BadRequestException("the body is not valid JSON: " + describe(e));
        }
        return arguments;
    }

    private void put(String name, JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new BadRequestException("the JSON object has no end");
        }
        switch (token) {
            case VALUE_STRING -> values.put(name, utf8(name, parser.getText()));
            case VALUE_NUMBER_INT -> values.put(name, number(name, parser));
            case VALUE_TRUE -> values.put(name, true);
            case VALUE_FALSE -> values.put(name, false);
            case VALUE_NULL -> values.remove(name); // as if it were absent
            case START_ARRAY -> values.put(name, numbers(name, parser));
            case VALUE_NUMBER_FLOAT -> throw new BadRequestException("'" + name + "' must be a whole number");
            default -> throw new BadRequestException("'" + name + "' must be a single value");
        }
    }

    private static long number(String name, JsonParser parser) {
        try {
            return parser.getLongValue();
        } catch (IOException e) {
            throw new BadRequestException("'" + name + "' has too large a number");
        }
    }

    private static Numbers numbers(String name, JsonParser parser) throws IOException {
        if (!name.endsWith("_ids")) {
            throw new BadRequestException("'" + name + "' must be a single value");
        }
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || numbers.size() >= MAX_NUMBERS) {
                throw new BadRequestException(
                        "'" + name + "' must be a list of at most " + MAX_NUMBERS + " whole numbers");
            }
            numbers.add(number(name, parser));
        }
        return new Numbers(numbers);
    }

    private record Numbers(List<Long> values) {}

    /** @throws BadRequestException if the bytes are not UTF-8: different ones must never become the same text */
    private static String strictText(Bytes bytes, String what) {
        try {
            return bytes.toText();
        } catch (MalformedBytesException e) {
            throw notText(what);
        }
    }

    private static BadRequestException notText(String what) {
        return new BadRequestException(
                what + " is not UTF-8; send bytes that are no text in base64, in a field named '..._base64'");
    }

    private static Bytes utf8(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                // It has no UTF-8 encoding; a question mark in its place would be a different key.
                throw new BadRequestException("'" + name + "' contains half a surrogate pair");
            }
        }
        return Bytes.utf8(text);
    }

    /**
     * Reads the query of a request.
     *
     * @throws BadRequestException if it is malformed, or has other parameters than {@code parameters}
     */
    private static Arguments ofQuery(HttpExchange exchange, Parameters parameters) {
        String query = exchange.query();
        Arguments arguments = new Arguments(false, parameters, exchange);
        for (int start = 0; start < query.length(); ) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', start);
            equals = equals < 0 || equals > end ? end : equals;
            if (end > start) {
                String name = strictText(percentDecoded(query, start, equals), "the name of a parameter");
                checkKnown(name, parameters.names());
                Bytes value = percentDecoded(query, Math.min(equals + 1, end), end);
                strictText(value, "'" + name + "'");
                if (arguments.values.putIfAbsent(name, value) != null) {
                    throw new BadRequestException("the parameter '" + name + "' is given more than once");
                }
            }
            start = end + 1;
        }
        return arguments;
    }

    private static void checkKnown(String name, List<String> known) {
        if (!known.contains(name)) {
            String shown = name.length() > MAX_NAME_CHARS ? name.substring(0, MAX_NAME_CHARS) + "..." : name;
            throw new BadRequestException("'" + shown + "' is unknown here; what is known is " + known);
        }
    }

    private static Bytes percentDecoded(String text, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < to ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new BadRequestException("a percent sign in the query is not followed by two digits");
                }
                out.write(high << 4 | low);
                i += 2;
            } else if (c == '+') {
                out.write(' ');
            } else {
                out.write(c); // a character of the request line is one byte, as curl sends it
            }
        }
        return Bytes.wrap(out.toByteArray());
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** Returns the value of an argument, or null if it was not given. A route that does not declare it has a bug. */
    private @Nullable Object value(String name) {
        if (!parameters.names().contains(name)) {
            throw new IllegalStateException("the route reads '" + name + "', which its parameters do not name");
        }
        return values.get(name);
    }

    /** Returns the value of a header that the parameters name, or null if it was not sent. */
    @Nullable
    String header(String name) {
        if (!parameters.headers().contains(name)) {
            throw new IllegalStateException(
                    "the route reads the header " + name + ", which its parameters do not name");
        }
        return exchange.header(name);
    }

    /**
     * Returns the bytes of argument {@code name}, given as text or, as {@code name_base64}, in base64; null if neither.
     */
    @Nullable
    Bytes optionalBytes(String name) {
        String encodedName = name + "_base64";
        if (has(name) && has(encodedName)) {
            throw new BadRequestException("give '" + name + "' or '" + encodedName + "', not both");
        }
        if (!has(encodedName)) {
            return text(name);
        }
        try {
            Bytes encoded = text(encodedName);
            return encoded == null ? null : decoded(encoded);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'" + encodedName + "' is not base64");
        }
    }

    /** Decodes base64. Some bytes have several spellings; only the one that an encoder writes is accepted. */
    private static Bytes decoded(Bytes encoded) {
        byte[] given = encoded.toArray();
        byte[] decoded = Base64.getDecoder().decode(given);
        if (!Arrays.equals(given, Base64.getEncoder().encode(decoded))
                && !Arrays.equals(given, Base64.getEncoder().withoutPadding().encode(decoded))) {
            throw new IllegalArgumentException("not as an encoder writes it");
        }
        return Bytes.wrap(decoded);
    }

    Bytes bytes(String name) {
        Bytes value = optionalBytes(name);
        if (value == null) {
            throw new BadRequestException("'" + name + "' is missing");
        }
        return value;
    }

    @Nullable
    String optionalText(String name) {
        Bytes value = text(name);
        return value == null ? null : strictText(value, "'" + name + "'");
    }

    private @Nullable Bytes text(String name) {
        Object value = value(name);
        if (value == null || value instanceof Bytes) {
            return (Bytes) value;
        }
        throw new BadRequestException("'" + name + "' must be a string");
    }

    /** Returns a whole number from {@code min} to {@code max}, or {@code absent} if it was not given. */
    long number(String name, long min, long max, long absent) {
        Object value = value(name);
        if (value == null) {
            return absent;
        }
        long number;
        if (value instanceof Long given) {
            number = given;
        } else if (value instanceof Bytes text && !typed) {
            number = parse(name, strictText(text, "'" + name + "'"));
        } else {
            throw new BadRequestException("'" + name + "' must be a whole number");
        }
        if (number < min || number > max) {
            throw new BadRequestException("'" + name + "' must be between " + min + " and " + max);
        }
        return number;
    }

    /** Returns different whole numbers from {@code min} to {@code max}, or null if none were given. */
    @Nullable
    List<Integer> numbers(String name, int min, int max) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Numbers given) || given.values().isEmpty()) {
            throw new BadRequestException("'" + name + "' must be a list of whole numbers, such as [4, 5]");
        }
        List<Integer> numbers = new ArrayList<>();
        for (long number : given.values()) {
            if (number < min || number > max || numbers.contains((int) number)) {
                throw new BadRequestException(
                        "'" + name + "' must have different numbers between " + min + " and " + max);
            }
            numbers.add((int) number);
        }
        return numbers;
    }

    private static long parse(String name, String text) {
        try {
            return WholeNumber.parse(text);
        } catch (NumberFormatException e) {
            throw new BadRequestException("'" + name + "' must be a whole number");
        }
    }

    boolean flag(String name) {
        Object value = value(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean given) {
            return given;
        }
        return switch (value instanceof Bytes text && !typed ? strictText(text, "'" + name + "'") : "?") {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new BadRequestException("'" + name + "' must be true or false");
        };
    }

    private static String describe(IOException e) {
        if (e instanceof com.fasterxml.jackson.core.JsonProcessingException syntax && syntax.getLocation() != null) {
            return firstLine(syntax.getOriginalMessage()) + " (line "
                    + syntax.getLocation().getLineNr() + ", column "
                    + syntax.getLocation().getColumnNr() + ")";
        }
        return firstLine(String.valueOf(e.getMessage()));
    }

    private static String firstLine(@Nullable String text) {
        String line = text == null ? "" : text.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) : line;
    }
}
