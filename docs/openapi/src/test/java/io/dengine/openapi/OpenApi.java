package io.dengine.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The file {@code docs/reference/openapi.yaml}: its operations, and the schemas of requests and answers. */
public final class OpenApi {
    private static final Path FILE = Path.of("../reference/openapi.yaml");
    private static final String SPECIFICATION = "https://spec.openapis.org/oas/3.1/schema-base/2025-09-15";
    private static final String BASE = "https://d-engine.test/openapi";
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode root;
    private final SchemaRegistry registry;

    private OpenApi(JsonNode root) {
        this.root = root;
        ObjectNode strict = root.deepCopy().asObject();
        close(strict);
        // The parser's jar has the schemas of the specification beside its classes.
        registry = SchemaRegistry.withDefaultDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(BASE, strict.toString()))
                        .schemaIdResolvers(resolvers ->
                                resolvers.mapPrefix("https://spec.openapis.org/oas/3.1", "classpath:openapi/3.1")));
    }

    public static OpenApi read() throws IOException {
        return new OpenApi(new YAMLMapper().readTree(Files.readString(FILE)));
    }

    /** Reads a text as JSON. */
    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    public JsonNode root() {
        return root;
    }

    /** Returns what the specification finds wrong with {@code document}, which is an OpenAPI description. */
    public List<Error> violations(JsonNode document) {
        return registry.getSchema(SchemaLocation.of(SPECIFICATION)).validate(document);
    }

    /** Returns the operations in the order of the file. */
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.get("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(method -> operations.add(new Operation(
                                this, path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue()))));
        return operations;
    }

    /** Returns {@code node}, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : root.at(reference.asString().substring(1));
    }

    /** Returns what is wrong with {@code instance}, given a reference to its schema. */
    public List<Error> violations(JsonNode schema, JsonNode instance) {
        Schema compiled = registry.getSchema(absolute(schema).toString(), InputFormat.JSON);
        return compiled.validate(instance);
    }

    /** Returns the schema in a form that does not depend on where it stands, and that accepts only fields it names. */
    private static JsonNode absolute(JsonNode schema) {
        ObjectNode copy = JSON.createObjectNode();
        copy.put("$ref", BASE + schema.get("$ref").asString());
        copy.put("unevaluatedProperties", false);
        return copy;
    }

    /** Lets the schemas accept only fields that they name: what a node sends and the file omits is a fault. */
    private static void close(JsonNode node) {
        for (String keyword : List.of("properties", "items")) {
            JsonNode inner = node.get(keyword);
            if (inner != null && inner.isObject()) {
                for (JsonNode schema : keyword.equals("items") ? List.of(inner) : inner.values()) {
                    if (schema.has("$ref")) {
                        schema.asObject().put("unevaluatedProperties", false);
                    }
                }
            }
        }
        node.forEach(OpenApi::close);
    }
}
