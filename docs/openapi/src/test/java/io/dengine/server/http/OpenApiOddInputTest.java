package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.openapi.OpenApi;
import io.dengine.openapi.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A node rejects each request that contradicts the description, which proves that it reads every argument. */
@Timeout(120)
class OpenApiOddInputTest extends GatewayFixture {
    private static final Map<String, String> OTHER_FORMS =
            Map.of("key", "key_base64", "value", "value_base64", "prefix", "prefix_base64", "node_id", "node_ids");

    /** Arguments that the operation accepts, without the one that is about to be sent in an odd way. */
    private static ObjectNode valid(Operation operation, List<String> names, String without) {
        ObjectNode arguments = OpenApi.json("{}").asObject();
        boolean prefix = without.startsWith("prefix") || !names.contains("key");
        Map<String, String> texts = new LinkedHashMap<>(Map.of("value", "v", "address", "127.0.0.1:9084"));
        texts.put(prefix ? "prefix" : "key", "a");
        texts.forEach((name, value) -> {
            if (names.contains(name)) {
                arguments.put(name, value);
            }
        });
        for (String id : List.of("node_id", "new_node_id")) {
            if (names.contains(id) && !operation.path().equals("/transfer-leader")) {
                arguments.put(id, 4);
            }
        }
        arguments.remove(without);
        OTHER_FORMS.forEach((one, other) -> {
            if (other.equals(without)) {
                arguments.remove(one);
            }
        });
        return arguments;
    }

    /** All operations but probes, which ignore what they are sent. */
    private List<Operation> withArguments() {
        Set<String> probes = server.gateway.endpoints().stream()
                .filter(endpoint -> endpoint.parameters().place() == Parameters.Place.IGNORED)
                .map(Endpoint::path)
                .collect(Collectors.toSet());
        return file.operations().stream()
                .filter(operation -> !probes.contains(operation.path()))
                .toList();
    }

    private void assertRejected(Operation operation, String query, String body) throws IOException {
        String target = operation.path() + (query.isEmpty() ? "" : "?" + query);
        Answered answer = Answered.send(server, operation.method(), target, "", body);
        assertThat(answer.status()).as("%s ?%s %s", operation, query, body).isEqualTo(400);
        operation.assertDescribes(answer.status(), answer.contentType(), answer.body());
        assertThat(server.fake.writes()).as("%s ?%s %s", operation, query, body).isZero();
        assertThat(server.fake.lastRequest())
                .as("%s ?%s %s", operation, query, body)
                .isNull();
    }

    /** Sends a body that the description rejects. */
    private void assertBodyRejected(Operation operation, JsonNode body) throws IOException {
        JsonNode schema = operation.bodySchema();
        if (schema != null) {
            assertThat(file.violations(schema, body))
                    .as("%s %s", operation, body)
                    .isNotEmpty();
            assertRejected(operation, "", body.toString());
        }
    }

    @Test
    void fields_of_another_type_are_rejected() throws IOException {
        int sent = 0;
        for (Operation operation : file.operations()) {
            List<String> names = List.copyOf(operation.fieldNames());
            for (String name : names) {
                for (String odd : oddValues(operation.fields().get(name))) {
                    ObjectNode body = valid(operation, names, name);
                    body.set(name, OpenApi.json(odd));
                    assertBodyRejected(operation, body);
                    sent++;
                }
            }
        }
        assertThat(sent).isGreaterThan(200);
    }

    /** In the file, the format of a number says how large it may be, which is no demand of its schema. */
    @Test
    void numbers_beyond_their_format_are_rejected() throws IOException {
        for (Operation operation : file.operations()) {
            List<String> names = List.copyOf(operation.fieldNames());
            for (String name : names) {
                JsonNode format = operation.fields().get(name).get("format");
                if (format != null) {
                    boolean isLong = format.asString().equals("int64");
                    ObjectNode body = valid(operation, names, name);
                    body.set(name, OpenApi.json(isLong ? "9223372036854775808" : "2147483648"));
                    assertRejected(operation, "", body.toString());
                }
            }
        }
    }

    private static List<String> oddValues(JsonNode schema) {
        List<String> odd = new ArrayList<>(List.of("{}", "[[]]"));
        switch (schema.get("type").isArray() ? "string" : schema.get("type").asString()) {
            case "string" -> odd.addAll(List.of("1", "true", "[]", "[1]"));
            case "boolean" -> odd.addAll(List.of("\"true\"", "1", "\"\"", "[true]"));
            case "array" -> odd.addAll(List.of("4", "[]", "[4,4]", "[0]", "[4,\"5\"]", "[1.5]", "\"4\""));
            case "integer" -> {
                odd.addAll(List.of("\"4\"", "1.5", "true", "[4]"));
                odd.add(Long.toString(schema.get("minimum").asLong() - 1));
                if (schema.has("maximum")) {
                    odd.add(Long.toString(schema.get("maximum").asLong() + 1));
                }
            }
            default -> throw new AssertionError(schema);
        }
        if (schema.has("enum")) {
            odd.addAll(List.of("\"strong\"", "\"\""));
        }
        return odd;
    }

    @Test
    void fields_that_are_missing_unknown_or_contradict_each_other_are_rejected() throws IOException {
        for (Operation operation : file.operations()) {
            List<String> names = List.copyOf(operation.fieldNames());
            ObjectNode unknown = valid(operation, names, "");
            unknown.put("colour", "red");
            assertBodyRejected(operation, unknown);
            for (String name : valid(operation, names, "").propertyNames()) {
                ObjectNode body = valid(operation, names, "");
                body.remove(name);
                // A node may keep its address when it is replaced.
                if (!(operation.path().equals("/replace") && name.equals("address"))) {
                    assertBodyRejected(operation, body);
                }
            }
            for (String[] pair : new String[][] {
                {"key", "key_base64"},
                {"value", "value_base64"},
                {"expected", "expected_base64"},
                {"prefix", "prefix_base64"},
                {"after", "after_base64"},
                {"key", "prefix"}
            }) {
                if (names.containsAll(List.of(pair))) {
                    ObjectNode body = valid(operation, names, pair[0]);
                    body.put(pair[0], "a").put(pair[1], "YQ==");
                    assertBodyRejected(operation, body);
                }
            }
            if (names.contains("ttl_ms")) {
                assertBodyRejected(
                        operation, valid(operation, names, "").put("ttl_ms", 1).put("ttl_secs", 1));
            }
            if (names.contains("node_ids")) {
                ObjectNode both = valid(operation, names, "");
                both.set("node_ids", OpenApi.json("[5]"));
                assertBodyRejected(operation, both);
            }
        }
    }

    @Test
    void bodies_that_are_no_object_are_rejected() throws IOException {
        for (Operation operation : withArguments()) {
            for (String body : List.of("[]", "1", "null", "\"a\"", "x", "{", "{} {}", "{'a':1}")) {
                assertRejected(operation, "", body);
            }
        }
    }

    @Test
    void parameters_of_a_query_that_do_not_fit_are_rejected() throws IOException {
        for (Operation operation : withArguments()) {
            List<String> names = List.copyOf(operation.names("query"));
            String valid = query(valid(operation, names, ""));
            assertRejected(operation, valid.isEmpty() ? "colour=red" : valid + "&colour=red", "");
            for (JsonNode parameter : operation.parameters("query")) {
                String name = parameter.get("name").asString();
                String others = query(valid(operation, names, name));
                for (String odd : oddTexts(parameter.get("schema"))) {
                    assertRejected(operation, (others.isEmpty() ? "" : others + "&") + name + "=" + odd, "");
                }
                assertRejected(operation, others + "&" + name + "=1&" + name + "=1", "");
            }
        }
    }

    private static String query(JsonNode arguments) {
        return arguments
                .propertyStream()
                .map(each -> each.getKey() + "=" + each.getValue().asString())
                .collect(Collectors.joining("&"));
    }

    private static List<String> oddTexts(JsonNode schema) {
        List<String> odd = new ArrayList<>(List.of("%", "%G0", "%FF"));
        switch (schema.get("type").asString()) {
            case "boolean" -> odd.addAll(List.of("yes", "TRUE", "1", "0", "null"));
            case "integer" -> {
                odd.addAll(List.of("", "x", "1.0", "1e3", "+1", "%2B1", "0x1", "%D9%A1", "99999999999999999999"));
                odd.add(Long.toString(schema.get("minimum").asLong() - 1));
                if (schema.has("maximum")) {
                    odd.add(Long.toString(schema.get("maximum").asLong() + 1));
                }
            }
            default -> {}
        }
        if (schema.has("enum")) {
            odd.addAll(List.of("strong", ""));
        }
        if (schema.has("contentEncoding")) {
            odd.addAll(List.of("%3F", "YR==", "YQ=", "-_8=", "Y"));
        }
        return odd;
    }

    @Test
    void other_names_of_a_consistency_are_those_of_the_file() throws IOException {
        JsonNode consistency = file.root().at("/components/parameters/consistency");
        List<String> names = new ArrayList<>();
        consistency.at("/schema/enum").forEach(name -> names.add(name.asString()));
        Matcher other = Pattern.compile("`([^`]+)`")
                .matcher(consistency.get("description").asString());
        while (other.find()) {
            names.add(other.group(1));
        }
        assertThat(names).hasSizeGreaterThan(6);
        for (String name : names) {
            for (String written : List.of(name, name.toUpperCase(Locale.ROOT))) {
                Answered answer = Answered.send(server, "GET", "/scan?prefix=a&consistency=" + written, "", "");
                assertThat(answer.status()).as(written).isEqualTo(200);
            }
        }
    }
}
