package io.dengine.simulator.canary;

import io.dengine.simulator.explore.Explore;
import io.dengine.simulator.run.Simulation;
import io.dengine.simulator.script.Transcript;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Inserts each canary in turn and checks that the transcript, explorer or simulator named by the canary finds it. */
public final class Canaries {
    private static final Path FOLDER = Path.of("simulator", "src", "canaries");
    private static final Path TRANSCRIPTS = Path.of("simulator", "src", "test", "resources", "transcripts");
    private static final long PATIENCE_MILLIS = 240_000;
    private static final long GRACE_MILLIS = 20_000;
    private static final long TOLD = 0;

    private final Path root;
    private final int workers;

    private Canaries(Path root, int workers) {
        this.root = root;
        this.workers = workers;
    }

    /**
     * Takes as arguments the root of the project and the names of the canaries, or none for all.
     *
     * <p>Exits with 0 if all were found, with 1 otherwise.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("sim.store", "memory"); // each canary has its own class loader, so its own native libraries
        Canaries canaries =
                new Canaries(Path.of(arguments[0]), Runtime.getRuntime().availableProcessors());
        List<String> wanted = List.of(arguments).subList(1, arguments.length);
        int missed = 0;
        int tried = 0;
        for (Canary canary : all(canaries.root)) {
            if (wanted.isEmpty() || wanted.contains(canary.name())) {
                tried++;
                missed += canaries.isFound(canary) ? 0 : 1;
            }
        }
        System.out.println(tried + " canaries, " + missed + " missed");
        System.exit(missed == 0 && tried > 0 ? 0 : 1);
    }

    static List<Canary> all(Path root) throws IOException {
        List<Canary> canaries = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve(FOLDER))) {
            for (Path file : files.sorted().toList()) {
                canaries.add(Canary.read(file));
            }
        }
        return canaries;
    }

    private boolean isFound(Canary canary) throws IOException, InterruptedException {
        Path classes = Files.createTempDirectory("canary");
        try (URLClassLoader loader = compile(canary, classes)) {
            long startMillis = System.currentTimeMillis();
            Hunt hunt = new Hunt(canary, loader);
            hunt.tell(root.resolve(TRANSCRIPTS));
            hunt.explore();
            hunt.run(workers);
            String time = (System.currentTimeMillis() - startMillis) / 1000.0 + " s";
            Found found = hunt.found.get();
            Found byAccident = hunt.byAccident.get();
            System.out.println((found == null ? "MISSED  " : "found   ") + canary.name() + " (" + canary.what() + "), "
                    + time + ", " + hunt.tried() + " seeds"
                    + (found == null ? "" : ": " + found)
                    + (byAccident == null ? "" : "\n        by accident: " + byAccident));
            return found != null;
        } finally {
            delete(classes);
        }
    }

    /** A failure and the seed that showed it, or {@code TOLD} if a transcript or the explorer showed it. */
    private record Found(long seed, String failure) {
        static @Nullable Found first(@Nullable Found one, @Nullable Found other) {
            return other == null || one != null && one.seed < other.seed ? one : other;
        }

        @Override
        public String toString() {
            return seed == TOLD ? failure : "seed " + seed + ": " + failure;
        }
    }

    /**
     * Runs seed after seed until one shows a failure that counts for the canary. A run that never ends counts as no
     * result.
     */
    private static final class Hunt {
        final AtomicReference<@Nullable Found> found = new AtomicReference<>();
        final AtomicReference<@Nullable Found> byAccident = new AtomicReference<>();
        private final Canary canary;
        private final ClassLoader loader;
        private final AtomicLong nextSeed = new AtomicLong(1);
        private final long deadlineMillis = System.currentTimeMillis() + PATIENCE_MILLIS;

        Hunt(Canary canary, ClassLoader loader) {
            this.canary = canary;
            this.loader = loader;
        }

        long tried() {
            return Math.min(nextSeed.get() - 1, canary.seeds());
        }

        /** Runs the transcripts that the canary names. */
        void tell(Path transcripts) throws IOException {
            for (String name : canary.transcripts()) {
                String golden = Files.readString(transcripts.resolve(name + ".txt"));
                String today = retold(loader, golden);
                if (!today.equals(golden)) {
                    String failure = Canary.TRANSCRIPT + name + ": " + firstDifference(golden, today);
                    found.accumulateAndGet(new Found(TOLD, failure), Found::first);
                }
            }
        }

        /** Searches within the bounds that the canary names. */
        void explore() {
            for (String bounds : canary.explorations()) {
                String failure = explored(loader, bounds);
                if (failure != null) {
                    Found here = new Found(TOLD, failure);
                    (canary.isFoundBy(failure) ? found : byAccident).accumulateAndGet(here, Found::first);
                }
            }
        }

        void run(int workers) throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                Thread thread = new Thread(this::work, "canary-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join(Math.max(1, deadlineMillis + GRACE_MILLIS - System.currentTimeMillis()));
            }
        }

        private void work() {
            while (found.get() == null && System.currentTimeMillis() < deadlineMillis) {
                long seed = nextSeed.getAndIncrement();
                if (seed > canary.seeds()) {
                    return;
                }
                String failure = failureOf(loader, seed);
                if (failure != null) {
                    Found here = new Found(seed, failure);
                    (canary.isFoundBy(failure) ? found : byAccident).accumulateAndGet(here, Found::first);
                }
            }
        }
    }

    private URLClassLoader compile(Canary canary, Path classes) throws IOException {
        List<String> options = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
        options.addAll(List.of("-cp", System.getProperty("java.class.path")));
        for (Canary.Change change : canary.changes()) {
            Path source = classes.resolve("source").resolve(change.file());
            if (Files.exists(source)) {
                Files.writeString(source, change.changed(Files.readString(source)));
            } else {
                Files.createDirectories(source.getParent());
                Files.writeString(source, change.changedSource(root));
                options.add(source.toString());
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(null, null, null, options.toArray(new String[0]));
        if (result != 0) {
            throw new IllegalStateException("canary " + canary.name() + " does not compile");
        }
        List<URL> urls = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(url(entry));
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String failureOf(ClassLoader loader, long seed) {
        try {
            Object failure = loader.loadClass(Simulation.class.getName())
                    .getMethod("failureOf", long.class)
                    .invoke(null, seed);
            return failure == null ? null : failure.toString();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the simulator does not run with the canary", e);
        }
    }

    private static @Nullable String explored(ClassLoader loader, String bounds) {
        try {
            Object failure = loader.loadClass(Explore.class.getName())
                    .getMethod("failureOf", String.class, long.class)
                    .invoke(null, bounds, PATIENCE_MILLIS / 1_000);
            return failure == null ? null : failure.toString();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the explorer does not run with the canary", e);
        }
    }

    private static String retold(ClassLoader loader, String golden) {
        try {
            Object today = loader.loadClass(Transcript.class.getName())
                    .getMethod("run", String.class)
                    .invoke(null, golden);
            return String.valueOf(today);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("transcripts do not run with the canary", e);
        }
    }

    private static String firstDifference(String golden, String today) {
        List<String> wanted = golden.lines().toList();
        List<String> told = today.lines().toList();
        int same = 0;
        while (same < Math.min(wanted.size(), told.size()) && wanted.get(same).equals(told.get(same))) {
            same++;
        }
        return "line " + (same + 1) + " is '" + (same < told.size() ? told.get(same) : "") + "' instead of '"
                + (same < wanted.size() ? wanted.get(same) : "") + "'";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
