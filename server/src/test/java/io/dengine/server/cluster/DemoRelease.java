package io.dengine.server.cluster;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The launcher as the build leaves it, around the classes of this test run. */
final class DemoRelease {
    private static final Path SCRIPTS = Path.of("../scripts");

    private DemoRelease() {}

    /**
     * Makes a release in {@code home}, and a link to its launcher where the suite expects that: {@code /usr/local/bin},
     * below {@code home}. Gives the link.
     */
    static Path assemble(Path home) throws IOException {
        Path release = Files.createDirectories(home.resolve("release"));
        Path libraries = Files.createDirectories(release.resolve("lib"));
        Path launcher = Files.copy(SCRIPTS.resolve("demo"), release.resolve("demo"));
        if (!launcher.toFile().setExecutable(true)) {
            throw new IOException(launcher + " cannot be made executable");
        }
        Files.copy(SCRIPTS.resolve("find-jdk.sh"), libraries.resolve("find-jdk.sh"));
        writeJar(libraries.resolve("dengine-server.jar"));
        Path directory = Files.createDirectories(home.resolve("usr/local/bin"));
        return Files.createSymbolicLink(directory.resolve("demo"), launcher);
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
}
