package io.dengine.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A path and a method of the description.
 *
 * @param method in upper case
 */
public record Operation(OpenApi file, String path, String method, JsonNode node) {
    private static final String JSON = "application/json";

    /**
     * A request that the description shows.
     *
     * @param target the path with its query
     * @param body JSON, or empty for none
     */
    public record Example(Operation operation, String target, String body) {
        @Override
        public String toString() {
            return operation + " " + target + " " + body;
        }
    }

    /** Returns the parameters that stand in {@code place}: {@code query} or {@code header}. */
    public List<JsonNode> parameters(String place) {
        JsonNode all = node.get("parameters");
        return all == null
                ? List.of()
                : all.valueStream()
                        .map(file::resolved)
                        .filter(each -> each.get("in").asString().equals(place))
                        .toList();
    }

    public Set<String> names(String place) {
        Set<String> names = new TreeSet<>();
        parameters(place).forEach(each -> names.add(each.get("name").asString()));
        return names;
    }

    /** Returns the reference to the schema of the body, or null if the operation has none. */
    public @Nullable JsonNode bodySchema() {
        JsonNode body = node.get("requestBody");
        return body == null ? null : body.get("content").get(JSON).get("schema");
    }

    /** Returns the schemas of the fields of the body by name; empty if the operation has no body. */
    public JsonNode fields() {
        JsonNode schema = bodySchema();
        JsonNode fields = schema == null ? null : file.resolved(schema).get("properties");
        return fields == null ? OpenApi.json("{}") : fields;
    }

    public boolean isForOperators() {
        return node.has("security");
    }

    public Set<String> tags() {
        Set<String> tags = new TreeSet<>();
        node.get("tags").forEach(tag -> tags.add(tag.asString()));
        return tags;
    }

    /** Returns the response that the description has for a status, or null if it has none. */
    public @Nullable JsonNode response(int status) {
        JsonNode responses = node.get("responses");
        JsonNode named = responses.get(Integer.toString(status));
        JsonNode other = file.resolved(responses.get("default"));
        // The statuses that any operation may have are listed in the text of its default.
        boolean listed = other.get("description").asString().contains(" " + status + ":");
        return named != null ? file.resolved(named) : listed ? other : null;
    }

    /** Returns the requests that the description shows for this operation. */
    public List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        List<String> query = parameters("query").stream()
                .filter(parameter -> parameter.has("example"))
                .map(parameter -> parameter.get("name").asString() + "="
                        + URLEncoder.encode(parameter.get("example").asString(), StandardCharsets.UTF_8))
                .toList();
        JsonNode body = node.get("requestBody");
        JsonNode bodies = body == null ? null : body.get("content").get(JSON).get("examples");
        if (bodies != null) {
            bodies.forEach(each ->
                    examples.add(new Example(this, path, each.get("value").toString())));
        }
        if (!query.isEmpty() || bodies == null) {
            examples.add(new Example(this, path + (query.isEmpty() ? "" : "?" + String.join("&", query)), ""));
        }
        return examples;
    }

    /** Demands that the description has this answer: its status, its media type and, of JSON, its schema. */
    public void assertDescribes(int status, String contentType, String body) {
        JsonNode response = response(status);
        assertThat(response).as("%s: status %d, %s", this, status, body).isNotNull();
        if (method.equals("HEAD") || response == null) {
            assertThat(body).isEmpty();
            return;
        }
        JsonNode media = response.get("content").get(contentType);
        assertThat(media).as("%s: %d has %s", this, status, contentType).isNotNull();
        if (contentType.equals(JSON)) {
            assertThat(file.violations(media.get("schema"), OpenApi.json(body)))
                    .as("%s: %d %s", this, status, body)
                    .isEmpty();
        }
    }

    /** Returns the names of the fields of the body. */
    public Set<String> fieldNames() {
        Set<String> names = new TreeSet<>();
        fields().propertyStream().forEach(field -> names.add(field.getKey()));
        return names;
    }

    /** Returns the statuses that have a response of their own. */
    public Stream<String> statuses() {
        return node.get("responses").propertyNames().stream().filter(status -> !status.equals("default"));
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
