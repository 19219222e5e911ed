package io.dengine.profiling;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The native library of async-profiler, which a node loads at its start. */
final class ProfilerLibrary {
    private ProfilerLibrary() {}

    /**
     * Copies the library into a directory. Nodes that start at the same time do this at the same time, and a runtime
     * that loads an incomplete library dies, so the file appears as a whole.
     *
     * @return the path of the library, relative if {@code directory} is relative
     * @throws IOException if there is no library for this operating system and processor, or it cannot be written
     */
    static Path extract(Path directory) throws IOException {
        String platform = platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        String name = "/" + platform + "/libasyncProfiler.so";
        try (InputStream library = ProfilerLibrary.class.getResourceAsStream(name)) {
            if (library == null) {
                throw new IOException("async-profiler has no library for this machine (" + platform + ")");
            }
            Files.createDirectories(directory);
            Path file = directory.resolve("libasyncProfiler.so");
            Path part = Files.createTempFile(directory, "libasyncProfiler", ".part");
            try {
                Files.copy(library, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return file;
        }
    }

    /** Returns the name of the platform's directory in async-profiler's jar. */
    static String platform(String system, String processor) {
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mac")) {
            return "macos";
        }
        String word = processor.equals("aarch64") ? "arm64" : processor.equals("amd64") ? "x64" : processor;
        return lower + "-" + word;
    }
}
