package io.dengine.profiling;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command-line program: extracts the profiler's library before a run, and converts the recording after it. */
public final class Profiling {
    private static final String USAGE = """
            usage: library DIRECTORY            copies async-profiler's library into it, and prints the path
                   convert RECORDING.jfr TITLE  writes NAME.profile.html and NAME.profile.json beside NAME.jfr""";

    private Profiling() {}

    /** Runs the program. Exit codes: 0 success, 1 failure, 2 wrong usage. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(arguments, out, err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.length == 2 && arguments[0].equals("library")) {
                out.println(ProfilerLibrary.extract(Path.of(arguments[1])));
                return 0;
            }
            if (arguments.length == 3 && arguments[0].equals("convert")) {
                convert(Path.of(arguments[1]), arguments[2], out);
                return 0;
            }
            err.println(USAGE);
            return 2;
        } catch (IOException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void convert(Path file, String title, PrintStream out) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            throw new IOException("there is no recording in " + file + ": a killed node writes none");
        }
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.jfr$", "");
        Path page = file.resolveSibling(name + ".profile.html");
        Path profile = file.resolveSibling(name + ".profile.json");
        Recording recording = new Recording(file);
        recording.writeFlameGraph(page, title);
        long samples = recording.writeFirefoxProfile(profile, title);
        out.println(samples + " samples");
        out.println("  " + page + ": a flame graph, for any browser");
        out.println("  " + profile + ": for https://profiler.firefox.com, which does not upload it");
        out.println("  " + file + ": the recording, for JDK Mission Control or `jfr`");
    }
}
