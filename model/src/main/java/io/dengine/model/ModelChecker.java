package io.dengine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs TLC in a separate process each time, because TLC keeps its state in static fields. */
public final class ModelChecker {
    private final Path specifications;
    private final Path scratch;
    private final int workers;

    /**
     * Creates a checker; TLC writes its files below {@code scratch}.
     *
     * @param specifications the folder of modules and their configuration files
     * @param workers the number of threads that TLC may use
     */
    public ModelChecker(Path specifications, Path scratch, int workers) {
        this.specifications = specifications;
        this.scratch = scratch;
        this.workers = workers;
    }

    /**
     * Runs TLC until its search ends or the time is over.
     *
     * @param patienceMillis the time limit; a search that has not ended by then is reported as not finished
     */
    public Outcome run(Check check, long patienceMillis) throws IOException, InterruptedException {
        return run(check, List.of(), Map.of(), patienceMillis);
    }

    /**
     * Runs TLC on a specification that extends others.
     *
     * @param extended modules from the folder of specifications
     * @param written other modules: their contents by file name
     */
    Outcome run(Check check, List<String> extended, Map<String, String> written, long patienceMillis)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Files.createDirectories(scratch), check.spec());
        String module = check.spec() + ".tla";
        Files.copy(specifications.resolve(module), folder.resolve(module));
        for (String other : extended) {
            Files.copy(specifications.resolve(other), folder.resolve(other));
        }
        for (Map.Entry<String, String> other : written.entrySet()) {
            Files.writeString(folder.resolve(other.getKey()), other.getValue());
        }
        String base = Files.readString(specifications.resolve(check.spec() + ".cfg"));
        Files.writeString(folder.resolve(check.spec() + ".cfg"), check.configuration(base));
        return run(folder, module, patienceMillis);
    }

    private Outcome run(Path folder, String module, long patienceMillis) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        long startNanos = System.nanoTime();
        Process process = new ProcessBuilder(command(module))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(patienceMillis, TimeUnit.MILLISECONDS);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            Outcome outcome = Outcome.of(Files.readString(output), millis);
            return ended
                    ? outcome
                    : new Outcome(
                            Outcome.NOT_FINISHED,
                            outcome.generated(),
                            outcome.distinct(),
                            outcome.depth(),
                            millis,
                            outcome.text());
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(String module) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "-Djava.io.tmpdir=" + scratch.toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "tlc2.TLC",
                "-workers",
                Integer.toString(workers),
                "-nowarning",
                module);
    }
}
