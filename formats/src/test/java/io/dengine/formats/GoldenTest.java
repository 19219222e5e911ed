package io.dengine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares every stored or transmitted encoding with a golden file, byte for byte. A difference after a release means
 * that nodes of two versions do not understand each other, or that a node cannot read its own files: the change then
 * needs a new version number and code that reads both. Before a release, {@code -Dformats.rewrite=true} rewrites the
 * files.
 */
@Tag("bug:X-06")
class GoldenTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final Path ROOT = Path.of("..");
    private static final Pattern ORDERED = Pattern.compile("order is part of the encoding[^{]*?\\benum (\\w+)[^{]*\\{");
    private static final Pattern TABLE =
            Pattern.compile("static final ([A-Z][\\w.]*)\\[\\] [A-Z]+ = (?:[\\w.]+\\.)?values\\(\\);");

    /** Types whose numbers stay in memory. */
    private static final Set<String> NEVER_WRITTEN = Set.of("EventTrace.Kind");

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern CONSTANT = Pattern.compile("(?:^|,)\\s*([A-Z][A-Z0-9_]*)");

    @TestFactory
    Stream<DynamicTest> encodings_stay_what_they_are() {
        return Formats.all().stream()
                .map(format -> DynamicTest.dynamicTest(format.name(), () -> compare(format.name(), hex(format))));
    }

    @TestFactory
    Stream<DynamicTest> what_was_written_once_is_still_read() {
        return Formats.all().stream()
                .map(format -> DynamicTest.dynamicTest(format.name(), () -> {
                    for (String line : Files.readAllLines(file(format.name()))) {
                        byte[] bytes = HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1));
                        assertThat(format.decoder().apply(Bytes.wrap(bytes)))
                                .as(line)
                                .isNotNull();
                    }
                }));
    }

    @Test
    void files_stay_what_they_are() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        int part = 0;
        for (byte[] seed : Targets.named("state").seeds()) {
            files.put("state-part-" + part++, HexFormat.of().formatHex(seed));
        }
        files.put(
                "backup",
                HexFormat.of().formatHex(Targets.named("backup").seeds().get(0)));
        compare("files", files);
    }

    /** Inserting a constant between others would change the meaning of stored numbers. */
    @Test
    void constants_whose_numbers_are_written_keep_their_order() throws IOException {
        Map<String, String> orders = new TreeMap<>();
        Set<String> readByNumber = new TreeSet<>();
        try (Stream<Path> all = Files.walk(ROOT)) {
            for (Path source : all.filter(GoldenTest::isMainSource).toList()) {
                String text = Files.readString(source);
                String outer = String.valueOf(source.getFileName()).replace(".java", "");
                Matcher matcher = ORDERED.matcher(text);
                while (matcher.find()) {
                    orders.put(
                            fullName(outer, matcher.group(1), text),
                            String.join(" ", constants(text.substring(matcher.end()))));
                }
                Matcher table = TABLE.matcher(text);
                while (table.find()) {
                    readByNumber.add(fullName(outer, table.group(1), text));
                }
            }
        }
        readByNumber.removeAll(NEVER_WRITTEN);
        assertThat(orders.keySet())
                .as("enums that are decoded by number state that their order is part of the encoding")
                .containsAll(readByNumber);
        assertThat(readByNumber).hasSizeGreaterThanOrEqualTo(12);
        compare("constants", orders);
    }

    /** Returns the name of a type, with the class that contains it. */
    private static String fullName(String outer, String name, String text) {
        boolean inner = !name.equals(outer) && text.contains("enum " + name + " ");
        return inner ? outer + '.' + name : name;
    }

    private static List<String> constants(String body) {
        String text = COMMENT.matcher(body).replaceAll("").replaceAll("\\([^)]*\\)", "");
        text = text.split("[;}]", 2)[0];
        List<String> constants = new ArrayList<>();
        Matcher matcher = CONSTANT.matcher(text);
        while (matcher.find()) {
            constants.add(matcher.group(1));
        }
        return constants;
    }

    private static boolean isMainSource(Path path) {
        String name = path.toString().replace('\\', '/');
        return name.endsWith(".java") && name.contains("/src/main/java/") && !name.contains("/target/");
    }

    private static Map<String, String> hex(Format format) {
        Map<String, String> lines = new LinkedHashMap<>();
        format.encodings()
                .forEach((name, bytes) -> lines.put(name, HexFormat.of().formatHex(bytes.toArray())));
        return lines;
    }

    private static Path file(String name) {
        return FOLDER.resolve(name + ".txt");
    }

    private static void compare(String name, Map<String, String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        if (Boolean.getBoolean("formats.rewrite")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file(name), text);
        }
        assertThat(text.toString()).as(name).isEqualTo(Files.readString(file(name)));
    }
}
