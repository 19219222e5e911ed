package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The walks through the code in docs/architecture.md name classes and methods that exist. */
class WalksTest {
    private static final Pattern HOP = Pattern.compile("`([A-Z]\\w*)((?:\\.\\w+)*)`");
    private static final Pattern COUNT = Pattern.compile("(\\d+) files");

    /** As many files as a reader may have to open to follow a put over gRPC to the store and back. */
    private static final int MAX_FILES_OF_A_PUT = 18;

    private final Map<String, Path> sources = new HashMap<>();
    private final Map<String, String> walks = new LinkedHashMap<>();

    WalksTest() throws IOException {
        SourceTree tree = SourceTree.repository();
        for (Path file : tree.withSuffix(".java")) {
            String name = tree.name(file);
            if (name.contains("/src/main/java/io/dengine/") && !name.startsWith("benches/")) {
                sources.put(file.getFileName().toString().replace(".java", ""), file);
            }
        }
        String page = Files.readString(tree.root().resolve("docs/architecture.md"));
        String section = page.substring(page.indexOf("| Walk |"));
        for (String row :
                section.substring(0, section.indexOf("\n\n")).lines().skip(2).toList()) {
            String[] cells = row.split("\\|");
            walks.put(cells[1].strip(), cells[2]);
        }
    }

    private static boolean has(String source, String member) {
        String declared = Character.isUpperCase(member.charAt(0))
                ? "\\b(class|record|interface|enum) " + member + "\\b"
                : "\\b" + member + "\\(";
        return Pattern.compile(declared).matcher(source).find();
    }

    @Test
    void thereAreFiveWalks() {
        assertThat(walks.keySet())
                .containsExactly(
                        "a put over gRPC",
                        "a put over HTTP",
                        "a lease read over gRPC",
                        "a watch event",
                        "a membership change over HTTP");
    }

    @Test
    void eachHopIsAMethodOfTheCode() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (String walk : walks.values()) {
            Matcher hops = HOP.matcher(walk);
            while (hops.find()) {
                Path source = sources.get(hops.group(1));
                String text = source == null ? "" : Files.readString(source);
                for (String member : hops.group(2).split("\\.")) {
                    if (text.isEmpty() || !member.isEmpty() && !has(text, member)) {
                        unknown.add(hops.group());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void aPutPassesAsManyFilesAsThePageSays() {
        String put = walks.getOrDefault("a put over gRPC", "");
        Set<String> files = new LinkedHashSet<>();
        Matcher hops = HOP.matcher(put);
        while (hops.find()) {
            files.add(hops.group(1));
        }
        Matcher count = COUNT.matcher(put);
        assertThat(count.find()).isTrue();
        assertThat(files).hasSize(Integer.parseInt(count.group(1))).hasSizeLessThanOrEqualTo(MAX_FILES_OF_A_PUT);
    }
}
