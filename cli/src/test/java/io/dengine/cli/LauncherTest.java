package io.dengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside {@code demo}, around the classes of this test run, called through a link. */
@Timeout(120)
class LauncherTest {
    private static final Path SCRIPTS = Path.of("../scripts");

    @TempDir
    Path home;

    private Path launcher;

    @BeforeEach
    void assemble() throws IOException {
        Path libraries = Files.createDirectories(home.resolve("release/lib"));
        for (String script : List.of("demo", "d-engine")) {
            Path copy =
                    Files.copy(SCRIPTS.resolve(script), home.resolve("release").resolve(script));
            assertThat(copy.toFile().setExecutable(true)).isTrue();
        }
        Files.copy(SCRIPTS.resolve("find-jdk.sh"), libraries.resolve("find-jdk.sh"));
        writeJar(libraries.resolve("dengine-server.jar"));
        launcher = Files.createSymbolicLink(home.resolve("d-engine"), home.resolve("release/d-engine"));
    }

    /** A jar of nothing but a manifest, which names the class path of this test. */
    private static void writeJar(Path path) throws IOException {
        StringJoiner classPath = new StringJoiner(" ");
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(element).toUri().toString());
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.dengine.server.Main");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath.toString());
        try (OutputStream file = Files.newOutputStream(path);
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            jar.finish();
        }
    }

    private record Ended(int code, String said) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DB_PATH", home.resolve("db").toString());
        builder.environment().remove("CONFIG_PATH");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    @Test
    void aNodeIsWhatDemoMakesOfIt() throws IOException, InterruptedException {
        Ended printed = run("server", "--print-config");
        assertThat(printed.code()).as(printed.said()).isZero();
        assertThat(printed.said()).contains("cluster.node_id = 1   # default");
        // demo alone says so: the message is that of the node program, and so is the exit code.
        Ended refused = run("server", "--unknown");
        assertThat(refused).isEqualTo(new Ended(2, "the node did not start: unknown argument --unknown; see --help\n"));
    }

    @Test
    void allElseIsTheCommandLine() throws IOException, InterruptedException {
        assertThat(run("--version").said()).startsWith("d-engine ");
        assertThat(run("server", "--help").said()).startsWith("Usage: d-engine server");
        assertThat(run().code()).isEqualTo(2);
    }
}
