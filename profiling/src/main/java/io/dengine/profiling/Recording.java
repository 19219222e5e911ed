package io.dengine.profiling;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import one.convert.Arguments;
import one.convert.JfrToFlame;

/** A recording of async-profiler or of the JDK's own profiler. Both use the same format and event names. */
final class Recording {
    private static final Set<String> SAMPLES = Set.of("jdk.ExecutionSample", "jdk.CPUTimeSample");

    private final Path file;

    Recording(Path file) {
        this.file = file;
    }

    /** Writes a self-contained page: threads side by side, with the calls of each from top to bottom. */
    void writeFlameGraph(Path page, String title) throws IOException {
        Arguments arguments =
                new Arguments("--threads", "--norm", "--dot", "--inverted", "--minwidth", "0.1", "--title", title);
        JfrToFlame.convert(file.toString(), page.toString(), arguments);
    }

    /**
     * Writes a Firefox profile.
     *
     * @return the number of samples
     */
    long writeFirefoxProfile(Path json, String title) throws IOException {
        FirefoxProfile profile = new FirefoxProfile(title);
        long samples = 0;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                RecordedStackTrace stack = event.getStackTrace();
                if (SAMPLES.contains(event.getEventType().getName()) && stack != null) {
                    profile.add(event.getStartTime(), threadOf(event), stack.getFrames());
                    samples++;
                }
            }
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(json))) {
            profile.write(out);
        }
        return samples;
    }

    private static String threadOf(RecordedEvent event) {
        String field = event.hasField("sampledThread") ? "sampledThread" : "eventThread";
        RecordedThread thread = event.hasField(field) ? event.getThread(field) : null;
        if (thread == null) {
            return "unknown thread";
        }
        String java = thread.getJavaName();
        String name = java != null ? java : thread.getOSName();
        return name == null ? "thread " + thread.getOSThreadId() : name;
    }
}
