package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bom lists each module that is published, and each of them exports what users need and nothing else. */
class PublishedModulesTest {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(dengine-[a-z-]+)</artifactId>");
    /**
     * The packages for users: the client interface, what an application opens, the types of its settings, and the
     * interfaces that custom storage implements. A package that is added here stays compatible from then on.
     */
    private static final Set<String> FOR_USERS = Set.of(
            "io.dengine.api",
            "io.dengine.bytes",
            "io.dengine.client",
            "io.dengine.client.remote",
            "io.dengine.client.tls",
            "io.dengine.core",
            "io.dengine.core.log",
            "io.dengine.core.membership",
            "io.dengine.embedded",
            "io.dengine.engine",
            "io.dengine.engine.port",
            "io.dengine.kv.rocksdb",
            "io.dengine.kv.store",
            "io.dengine.kv.watch",
            "io.dengine.micrometer",
            "io.dengine.recipes",
            "io.dengine.testkit.contract",
            "io.dengine.transport",
            "io.dengine.wire.client",
            "io.dengine.wire.cluster",
            "io.dengine.wire.common",
            "io.dengine.wire.error",
            "io.dengine.wire.storage");

    private static final Pattern COMPARED = Pattern.compile("<include>(io\\.dengine\\.[a-z.]+)</include>");
    private static final Pattern HOME = Pattern.compile("<release.home>([^<]+)</release.home>");

    private final Path root;

    PublishedModulesTest() throws IOException {
        this.root = SourceTree.repository().root();
    }

    private String pomOf(String module) throws IOException {
        return Files.readString(root.resolve(module).resolve("pom.xml"));
    }

    /** The modules that are deployed, without the bom. */
    private Set<String> published() throws IOException {
        Set<String> published = new TreeSet<>();
        Matcher modules = MODULE.matcher(pomOf("."));
        while (modules.find()) {
            String module = modules.group(1);
            if (!module.equals("bom") && !pomOf(module).contains("<maven.deploy.skip>true<")) {
                published.add(module);
            }
        }
        return published;
    }

    private static String firstOf(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "none";
    }

    @Test
    void theBomListsWhatIsPublished() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (String module : published()) {
            String own = pomOf(module).replaceFirst("(?s)<parent>.*</parent>", "");
            expected.add(firstOf(ARTIFACT, own));
        }
        Set<String> listed = new TreeSet<>();
        String bom = pomOf("bom");
        Matcher artifacts = ARTIFACT.matcher(bom.substring(bom.indexOf("<dependencyManagement>")));
        while (artifacts.find()) {
            listed.add(artifacts.group(1));
        }
        assertThat(listed)
                .as("a module is listed in bom/pom.xml, or has maven.deploy.skip")
                .isEqualTo(expected);
    }

    /** The descriptors of the published modules, by directory. */
    private Map<String, ModuleFile> descriptors() throws IOException {
        Map<String, ModuleFile> found = new TreeMap<>();
        for (String module : published()) {
            found.put(module, ModuleFile.in(root.resolve(module)));
        }
        return found;
    }

    @Test
    void theNameOfAModuleIsThatOfItsDirectory() throws IOException {
        descriptors()
                .forEach((directory, module) ->
                        assertThat(module.name()).isEqualTo("io.dengine." + directory.replace('-', '.')));
    }

    @Test
    void usersSeeThesePackagesAndNoOther() throws IOException {
        Set<String> open = new TreeSet<>();
        descriptors().values().forEach(module -> open.addAll(module.open()));
        assertThat(open).containsExactlyInAnyOrderElementsOf(FOR_USERS);
    }

    @Test
    void whatUsersSeeIsComparedWithAnEarlierVersion() throws IOException {
        Set<String> compared = new TreeSet<>();
        Matcher packages = COMPARED.matcher(pomOf("."));
        while (packages.find()) {
            compared.add(packages.group(1));
        }
        assertThat(compared).containsExactlyInAnyOrderElementsOf(FOR_USERS);
    }

    @Test
    void aPackageIsSharedOnlyWithModulesThatUseIt() throws IOException {
        for (ModuleFile module : descriptors().values()) {
            module.shared()
                    .forEach((name, targets) -> assertThat(targets)
                            .as("modules that see " + name)
                            .isSorted()
                            .allMatch(target -> uses(target, name)));
        }
    }

    private boolean uses(String module, String used) {
        Path sources = root.resolve(module.replace("io.dengine.", "").replace('.', '-'))
                .resolve("src/main/java/io");
        Pattern name = Pattern.compile(Pattern.quote(used) + "\\.[A-Z]");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (name.matcher(Files.readString(file)).find()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void exportsAreReadInBothForms() {
        ModuleFile module = ModuleFile.parse("""
                module a.b {
                    exports a.b;
                    exports a.b.c to
                            a.d,
                            a.e;
                    exports a.f to a.d;
                }
                """);
        assertThat(module.name()).isEqualTo("a.b");
        assertThat(module.open()).containsExactly("a.b");
        assertThat(module.shared())
                .containsExactly(Map.entry("a.b.c", List.of("a.d", "a.e")), Map.entry("a.f", List.of("a.d")));
    }

    @Test
    void theBomHasTheHomeOfTheParent() throws IOException {
        assertThat(firstOf(HOME, pomOf("bom"))).isEqualTo(firstOf(HOME, pomOf(".")));
    }
}
