package io.dengine.profiling;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilingTest {
    @TempDir
    static Path directory = Path.of("");

    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

    @BeforeAll
    static void convert() throws Exception {
        BusyRecording.into(directory.resolve("1.jfr"));
        assertThat(run("convert", directory.resolve("1.jfr").toString(), "node 1"))
                .isZero();
    }

    private static int run(String... arguments) {
        PrintStream out = new PrintStream(PRINTED, true, StandardCharsets.UTF_8);
        return Profiling.run(arguments, out, out);
    }

    @Test
    void each_sample_of_the_recording_is_one_of_the_profile() throws IOException {
        long recorded = RecordingFile.readAllEvents(directory.resolve("1.jfr")).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
                .count();
        long converted = threads().stream()
                .mapToLong(thread -> rows(thread, "samples", "stack").size())
                .sum();
        assertThat(converted).isEqualTo(recorded).isGreaterThanOrEqualTo(5);
    }

    @Test
    void whoever_loads_the_library_sees_all_of_it_while_it_is_extracted_again() throws Exception {
        Path place = directory.resolve("library");
        long size = Files.size(ProfilerLibrary.extract(place));
        Thread again = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                run("library", place.toString());
            }
        });
        again.start();
        while (again.isAlive()) {
            assertThat(Files.size(place.resolve("libasyncProfiler.so"))).isEqualTo(size);
        }
        again.join();
    }

    @Test
    void tables_have_equal_columns_and_refer_to_rows_that_exist() throws IOException {
        for (Map<?, ?> thread : threads()) {
            for (String table : List.of("samples", "stackTable", "frameTable", "funcTable", "markers")) {
                int length = length(thread, table);
                table(thread, table).forEach((name, column) -> {
                    if (column instanceof List<?> values) {
                        assertThat(values).as(table + "." + name).hasSize(length);
                    }
                });
            }
            int strings = strings(thread).size();
            assertRows(thread, "samples", "stack", length(thread, "stackTable"));
            assertRows(thread, "stackTable", "prefix", length(thread, "stackTable"));
            assertRows(thread, "stackTable", "frame", length(thread, "frameTable"));
            assertRows(thread, "frameTable", "func", length(thread, "funcTable"));
            assertRows(thread, "funcTable", "name", strings);
        }
    }

    @Test
    void a_stack_is_told_from_its_first_method_to_the_one_that_ran() throws IOException {
        Map<?, ?> thread = threads().stream()
                .filter(each -> BusyRecording.THREAD.equals(each.get("name")))
                .findFirst()
                .orElseThrow();
        List<String> methods = new ArrayList<>();
        Object stack = rows(thread, "samples", "stack").getFirst();
        while (stack instanceof Number row) {
            int frame = number(thread, "stackTable", "frame", row.intValue());
            int function = number(thread, "frameTable", "func", frame);
            int name = number(thread, "funcTable", "name", function);
            methods.addFirst(String.valueOf(strings(thread).get(name)));
            stack = rows(thread, "stackTable", "prefix").get(row.intValue());
        }
        assertThat(methods).contains("io.dengine.profiling.BusyRecording.compute");
        assertThat(methods.getFirst()).startsWith("java.lang.Thread.run");
    }

    @Test
    void times_begin_with_the_recording_and_never_go_back() throws IOException {
        for (Map<?, ?> thread : threads()) {
            List<Double> times = rows(thread, "samples", "time").stream()
                    .map(time -> ((Number) time).doubleValue())
                    .toList();
            assertThat(times).isSorted().allMatch(time -> time >= 0);
        }
    }

    @Test
    void the_page_needs_nothing_from_elsewhere() throws IOException {
        String page = Files.readString(directory.resolve("1.profile.html"));
        assertThat(page).contains("<canvas", "node 1");
        assertThat(page).doesNotContainPattern("src=|<link|@import|fetch\\(");
    }

    @Test
    void a_node_that_was_killed_has_left_no_recording_and_that_is_said() {
        assertThat(run("convert", directory.resolve("2.jfr").toString(), "node 2"))
                .isEqualTo(1);
        assertThat(PRINTED.toString(StandardCharsets.UTF_8)).contains("there is no recording in");
    }

    @Test
    void the_library_is_that_of_the_machine() {
        assertThat(ProfilerLibrary.platform("Linux", "amd64")).isEqualTo("linux-x64");
        assertThat(ProfilerLibrary.platform("Linux", "aarch64")).isEqualTo("linux-arm64");
        assertThat(ProfilerLibrary.platform("Mac OS X", "aarch64")).isEqualTo("macos");
    }

    // ---- parsing the output

    private static List<Map<?, ?>> threads() throws IOException {
        try (JsonParser json = new JsonFactory()
                .createParser(directory.resolve("1.profile.json").toFile())) {
            json.nextToken();
            Map<?, ?> profile = (Map<?, ?>) requireNonNull(tree(json));
            List<Map<?, ?>> threads = new ArrayList<>();
            for (Object thread : (List<?>) requireNonNull(profile.get("threads"))) {
                threads.add((Map<?, ?>) thread);
            }
            return threads;
        }
    }

    private static @Nullable Object tree(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    members.put(name, tree(json));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(tree(json));
                }
                yield elements;
            }
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            default -> json.getText();
        };
    }

    private static Map<?, ?> table(Map<?, ?> thread, String table) {
        return (Map<?, ?>) requireNonNull(thread.get(table));
    }

    private static List<?> strings(Map<?, ?> thread) {
        return (List<?>) requireNonNull(thread.get("stringArray"));
    }

    private static int length(Map<?, ?> thread, String table) {
        return ((Number) requireNonNull(table(thread, table).get("length"))).intValue();
    }

    private static List<?> rows(Map<?, ?> thread, String table, String column) {
        return (List<?>) requireNonNull(table(thread, table).get(column));
    }

    private static int number(Map<?, ?> thread, String table, String column, int row) {
        return ((Number) rows(thread, table, column).get(row)).intValue();
    }

    private static void assertRows(Map<?, ?> thread, String table, String column, int limit) {
        for (Object row : rows(thread, table, column)) {
            if (row instanceof Number number) {
                assertThat(number.intValue()).as(table + "." + column).isBetween(0, limit - 1);
            }
        }
    }
}
