package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of the page about HTTP have the paths, the arguments and the statuses that the description has. */
class HttpPageTest extends GatewayFixture {
    private static final Pattern PATHS =
            Pattern.compile("(?m)^\\| (`/[a-z-]+`(?:, `/[a-z-]+`)*) \\| ([A-Z, ]+) \\|([^|]*)\\|");
    private static final Pattern STATUSES = Pattern.compile("(?m)^\\| (\\d{3}(?:, \\d{3})*)(?: with [^|]*)? \\|");
    private static final Pattern LISTED = Pattern.compile("(\\d{3}):");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private final String page;

    HttpPageTest() throws IOException {
        page = Files.readString(Path.of("../reference/http.md"));
    }

    @Test
    void paths_methods_and_arguments_are_those_of_the_node() {
        Map<String, Set<String>> methods = new TreeMap<>();
        Map<String, Set<String>> arguments = new TreeMap<>();
        Matcher row = PATHS.matcher(page);
        while (row.find()) {
            for (String path : quoted(row.group(1))) {
                methods.put(path, new TreeSet<>(List.of(row.group(2).split(", "))));
                arguments.put(path, quoted(row.group(3)));
            }
        }
        Set<String> paths = new TreeSet<>();
        for (Endpoint endpoint : server.gateway.endpoints()) {
            paths.add(endpoint.path());
            Set<String> shown = new TreeSet<>(endpoint.methods());
            shown.removeAll(Set.of("HEAD", "OPTIONS")); // in a sentence below the table
            assertThat(methods.get(endpoint.path())).as(endpoint.path()).isEqualTo(shown);
            Set<String> names = new TreeSet<>();
            if (endpoint.parameters().place() == Parameters.Place.QUERY_OR_BODY) {
                names.addAll(endpoint.parameters().names());
                names.removeIf(name -> name.endsWith("_base64"));
            }
            assertThat(arguments.get(endpoint.path())).as(endpoint.path()).isEqualTo(names);
        }
        assertThat(methods.keySet()).isEqualTo(paths);
    }

    @Test
    void statuses_of_failures_are_those_of_the_description() throws IOException {
        Set<String> shown = new TreeSet<>();
        Matcher row = STATUSES.matcher(page);
        while (row.find()) {
            shown.addAll(List.of(row.group(1).split(", ")));
        }
        Set<String> described = new TreeSet<>();
        file.operations().forEach(each -> each.statuses().forEach(described::add));
        described.remove("200");
        Matcher listed = LISTED.matcher(file.root()
                .at("/components/responses/NotUnderstood/description")
                .asString());
        while (listed.find()) {
            described.add(listed.group(1));
        }
        assertThat(shown).isEqualTo(described);
    }

    private static Set<String> quoted(String cell) {
        Set<String> names = new TreeSet<>();
        Matcher quoted = QUOTED.matcher(cell);
        while (quoted.find()) {
            names.add(quoted.group(1));
        }
        return names;
    }
}
