package io.dengine.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.LoadedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every block of every page is a part of something that is compiled or run, or says why it is not. */
class DocBlocksTest {
    private static final Set<String> LANGUAGES = Set.of("", "text", "java", "sh", "xml", "toml", "go", "json");
    private static final Pattern MAKE = Pattern.compile("make(?: -C (\\S+))?((?: \\S+)*)");
    private static final Pattern TARGET = Pattern.compile("(?m)^([a-z0-9][a-z0-9-]*):");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^include (\\S+)$");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");

    @TempDir
    Path directory = Path.of("");

    @Test
    void blocks_say_what_they_are() throws IOException {
        for (Path page : DocBlock.pages()) {
            for (DocBlock block : DocBlock.of(page)) {
                assertThat(LANGUAGES).as(block.place()).contains(block.language());
                if (!block.note().isEmpty()) {
                    assertThat(block.note()).as(block.place()).containsPattern("^(not-run|fails): \\S.{10,}");
                }
            }
        }
    }

    @Test
    void java_is_a_part_of_code_that_is_compiled() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(DocBlock.root())) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> !each.toString().contains("/target/"))
                    .toList()) {
                sources.add(squeezed(Files.readString(file)));
            }
        }
        assertThat(DocBlock.all("java")).isNotEmpty().allSatisfy(block -> {
            String wanted = squeezed(block.text());
            assertThat(sources.stream().anyMatch(source -> source.contains(wanted)))
                    .as("%s is in no source: put it into a test under docs/snippets", block.place())
                    .isTrue();
        });
    }

    /** Without white space: pages are narrower than sources. */
    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void shell_commands_are_requests_or_name_what_exists() throws IOException {
        for (DocBlock block : DocBlock.all("sh")) {
            for (String command : block.commands()) {
                if (command.startsWith("make")) {
                    assertTargetsExist(block.place(), command, DocBlock.root());
                } else if (command.startsWith("sh scripts/") || command.startsWith("scripts/")) {
                    String script = command.replaceFirst("^sh ", "").split(" ", 2)[0];
                    assertThat(DocBlock.root().resolve(script))
                            .as(block.place())
                            .isRegularFile();
                } else if (!block.note().startsWith(DocBlock.NOT_RUN) && !command.equals("mvn verify")) {
                    assertThat(command)
                            .as("%s: run it here, or say in the fence why not: ```sh not-run: ...", block.place())
                            .startsWith("curl ");
                }
            }
        }
    }

    /** The READMEs of examples are walks through a directory: what they tell to make is there. */
    @Test
    void examples_tell_to_make_what_there_is() throws IOException {
        int found = 0;
        for (Path page : DocBlock.pages()) {
            for (String line : Files.readAllLines(page)) {
                if (page.endsWith("README.md") && line.startsWith("    make ")) {
                    String command = line.strip().replaceFirst("\\s+#.*", "");
                    assertTargetsExist(page + ": " + line, command, page.resolveSibling(""));
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    private static void assertTargetsExist(String place, String command, Path directory) throws IOException {
        Matcher make = MAKE.matcher(command);
        assertThat(make.matches()).as(place).isTrue();
        Path where = make.group(1) == null ? directory : directory.resolve(make.group(1));
        String makefile = Files.readString(where.resolve("Makefile"));
        Matcher include = INCLUDE.matcher(makefile);
        while (include.find()) {
            makefile += Files.readString(where.resolve(include.group(1)));
        }
        List<String> targets = new ArrayList<>();
        Matcher target = TARGET.matcher(makefile);
        while (target.find()) {
            targets.add(target.group(1));
        }
        for (String word : make.group(2).strip().split(" ")) {
            if (!word.isEmpty() && !word.contains("=") && !word.contains("\"") && !word.contains(":")) {
                assertThat(targets).as(place).contains(word);
            }
        }
    }

    @Test
    void configurations_are_accepted_without_a_word() throws Exception {
        int number = 0;
        Path secret = Files.createFile(
                directory.resolve("peer.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "a secret that members alone know");
        for (DocBlock block : DocBlock.all("toml")) {
            String text = block.text().replace("./peer.secret", secret.toString());
            Path file = Files.writeString(directory.resolve(number++ + ".toml"), text);
            LoadedConfig loaded = ConfigLoader.load(Map.of(), file.toString(), 1);
            assertThat(loaded.warnings()).as(block.place()).isEmpty();
        }
        assertThat(number).isPositive();
    }

    @Test
    void dependencies_are_published_in_this_version() throws IOException {
        String bom = Files.readString(DocBlock.root().resolve("bom/pom.xml"));
        Matcher version = VERSION.matcher(bom);
        assertThat(version.find()).isTrue();
        for (DocBlock block : DocBlock.all("xml")) {
            Matcher artifact = ARTIFACT.matcher(block.text());
            while (artifact.find()) {
                assertThat(bom).as(block.place()).contains(artifact.group());
            }
            assertThat(block.text()).as(block.place()).contains("<version>" + version.group(1) + "</version>");
        }
    }

    /** A message that nobody prints would help nobody who looks for it. */
    @Test
    void messages_that_are_explained_are_printed_by_the_code() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(DocBlock.root())) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> each.toString().contains("/src/main/"))
                    .toList()) {
                code.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
            }
        }
        String page = Files.readString(DocBlock.root().resolve("docs/operations.md"));
        String table = page.substring(page.indexOf("\n## Messages"), page.indexOf("\n## How a node ends"));
        Matcher message = Pattern.compile("(?m)^\\| `([^`]+)` \\|").matcher(table);
        int found = 0;
        while (message.find()) {
            assertThat(code.indexOf(message.group(1))).as(message.group(1)).isPositive();
            found++;
        }
        assertThat(found).isGreaterThan(10);
    }
}
