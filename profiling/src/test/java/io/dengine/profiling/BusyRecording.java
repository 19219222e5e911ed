package io.dengine.profiling;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** A recording, by the JDK's own profiler, of a thread that computes. */
final class BusyRecording {
    static final String THREAD = "computes";
    private static final int WANTED = 5;

    private BusyRecording() {}

    /** Records until the recording has some samples of the thread. */
    static void into(Path file) throws IOException, InterruptedException {
        Thread thread = new Thread(BusyRecording::compute, THREAD);
        try (Recording recording = new Recording();
                RecordingStream live = new RecordingStream()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            live.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.start();
            int[] seen = {0};
            live.onEvent("jdk.ExecutionSample", event -> {
                if (ofTheThread(event) && ++seen[0] == WANTED) {
                    thread.interrupt();
                }
            });
            live.startAsync();
            thread.start();
            thread.join();
            recording.stop();
            recording.dump(file);
        }
    }

    private static boolean ofTheThread(RecordedEvent event) {
        return THREAD.equals(event.getThread("sampledThread").getJavaName());
    }

    private static void compute() {
        double sum = 0;
        while (!Thread.interrupted()) {
            sum = slowStep(sum);
        }
        if (sum == 1.0) {
            throw new AssertionError("the sum has not grown");
        }
    }

    private static double slowStep(double sum) {
        double next = sum + 2;
        for (int i = 1; i < 10_000; i++) {
            next += Math.sqrt(i) / (next + i);
        }
        return next;
    }
}
