package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bom lists each module that is published, and each of them has a module name of its own. */
class PublishedModulesTest {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(dengine-[a-z-]+)</artifactId>");
    private static final Pattern NAME = Pattern.compile("<module.name>([a-z.]+)</module.name>");
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

    @Test
    void eachPublishedModuleHasAName() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : published()) {
            String name = firstOf(NAME, pomOf(module));
            assertThat(name).as("module.name of " + module).startsWith("io.dengine.");
            assertThat(names.add(name)).as("only one module is " + name).isTrue();
        }
    }

    @Test
    void theBomHasTheHomeOfTheParent() throws IOException {
        assertThat(firstOf(HOME, pomOf("bom"))).isEqualTo(firstOf(HOME, pomOf(".")));
    }
}
