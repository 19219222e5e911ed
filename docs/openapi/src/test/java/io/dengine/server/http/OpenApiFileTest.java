package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.kv.store.Limits;
import io.dengine.openapi.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description has exactly the routes, the arguments and the codes that the node has. */
class OpenApiFileTest extends GatewayFixture {
    private Endpoint endpoint(Operation operation) {
        return server.gateway.endpoints().stream()
                .filter(each -> each.path().equals(operation.path()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no route has the path of " + operation));
    }

    @Test
    void the_file_is_valid() {
        assertThat(file.violations(file.root())).isEmpty();
    }

    @Test
    void an_invalid_file_would_be_noticed() {
        JsonNode misspelt = file.root().deepCopy();
        misspelt.at("/paths/~1get/get").asObject().put("sumary", "misspelt");
        assertThat(file.violations(misspelt)).isNotEmpty();
        JsonNode unknown = file.root().deepCopy();
        unknown.at("/components/schemas/Error/properties/message").asObject().put("type", "text");
        assertThat(file.violations(unknown)).isNotEmpty();
    }

    @Test
    void each_reference_leads_somewhere_and_each_component_is_used() {
        Set<String> used = new TreeSet<>(file.root().findValuesAsString("$ref"));
        for (String reference : used) {
            boolean missing = file.root().at(reference.substring(1)).isMissingNode();
            assertThat(missing).as(reference).isFalse();
        }
        for (String kind : List.of("schemas", "parameters", "responses")) {
            for (String name : file.root().get("components").get(kind).propertyNames()) {
                assertThat(used).contains("#/components/" + kind + "/" + name);
            }
        }
    }

    @Test
    void paths_and_methods_are_those_of_the_node() {
        Set<String> described = new TreeSet<>();
        file.operations().forEach(each -> described.add(each.toString()));
        Set<String> served = new TreeSet<>();
        for (Endpoint endpoint : server.gateway.endpoints()) {
            endpoint.methods().forEach(method -> served.add(method + " " + endpoint.path()));
        }
        assertThat(described).isEqualTo(served);
    }

    @Test
    void arguments_are_those_of_the_routes() {
        for (Operation operation : file.operations()) {
            Parameters parameters = endpoint(operation).parameters();
            Set<String> names = new TreeSet<>(parameters.names());
            boolean reads = List.of("GET", "HEAD", "OPTIONS").contains(operation.method());
            boolean query = parameters.place() == Parameters.Place.QUERY_OR_BODY;
            assertThat(operation.names("query")).as("%s: query", operation).isEqualTo(query ? names : Set.of());
            assertThat(operation.names("header"))
                    .as("%s: headers", operation)
                    .isEqualTo(new TreeSet<>(parameters.headers()));
            assertThat(operation.fieldNames()).as("%s: body", operation).isEqualTo(reads ? Set.of() : names);
            assertThat(operation.bodySchema() == null).as("%s: body", operation).isEqualTo(reads);
            if (!reads) {
                assertThat(operation.node().get("requestBody").get("required").asBoolean())
                        .as("%s: required", operation)
                        .isEqualTo(parameters.place() == Parameters.Place.BODY);
            }
        }
    }

    /** Queries and bodies have the same arguments, which the file has to describe twice. */
    @Test
    void a_parameter_of_a_query_is_described_as_the_field_of_a_body_is() {
        JsonNode parameters = file.root().get("components").get("parameters");
        for (Operation operation : file.operations()) {
            for (JsonNode parameter : operation.parameters("query")) {
                String name = parameter.get("name").asString();
                JsonNode shared = parameters.get(name);
                assertThat(parameter.get("schema"))
                        .as("%s: %s", operation, name)
                        .isEqualTo(shared.get("schema"));
                assertThat(parameter.get("description"))
                        .as("%s: %s", operation, name)
                        .isEqualTo(shared.get("description"));
                JsonNode field = operation.fields().get(name);
                if (field != null) {
                    assertThat(field.get("description"))
                            .as("%s: %s", operation, name)
                            .isEqualTo(shared.get("description"));
                }
            }
        }
    }

    @Test
    void operations_of_operators_are_marked() {
        for (Operation operation : file.operations()) {
            boolean admin = endpoint(operation).admin();
            assertThat(operation.isForOperators()).as("%s: security", operation).isEqualTo(admin);
            assertThat(operation.tags().contains("operators"))
                    .as("%s: tag", operation)
                    .isEqualTo(admin);
        }
    }

    @Test
    void codes_and_limits_are_those_of_the_node() {
        List<String> codes = file.root().at("/components/schemas/ErrorCode/enum").values().stream()
                .map(JsonNode::asString)
                .toList();
        assertThat(codes)
                .isEqualTo(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        assertThat(maximum("ttl_ms")).isEqualTo(Limits.MAX_TTL_MILLIS);
        assertThat(maximum("ttl_secs")).isEqualTo(Limits.MAX_TTL_MILLIS / 1000);
    }

    @Test
    void the_version_is_that_of_the_project() throws IOException {
        assertThat(Files.readString(Path.of("../../bom/pom.xml")))
                .contains("<version>" + file.root().at("/info/version").asString() + "</version>");
    }

    private long maximum(String parameter) {
        return file.root()
                .at("/components/parameters/" + parameter + "/schema/maximum")
                .asLong();
    }
}
