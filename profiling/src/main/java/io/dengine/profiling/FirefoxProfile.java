package io.dengine.profiling;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;

/**
 * A profile in the Firefox Profiler's "processed profile" format, version 48; newer releases of the profiler convert
 * that version when they load it.
 *
 * <p>A frame's category is the owner of its code; it determines the frame's color in the charts.
 */
final class FirefoxProfile {
    /** The newest format version that needs no tables shared between threads. */
    private static final int FORMAT_VERSION = 48;

    private static final int GECKO_VERSION = 24;

    private final String title;
    private final Map<String, FirefoxThread> threads = new LinkedHashMap<>();
    private Instant begin = Instant.MAX;

    FirefoxProfile(String title) {
        this.title = title;
    }

    /**
     * Adds a sample.
     *
     * @param frames from the method that was running to the first frame of its thread
     */
    void add(Instant time, String thread, List<RecordedFrame> frames) {
        if (time.isBefore(begin)) {
            begin = time;
        }
        FirefoxThread table = threads.computeIfAbsent(thread, name -> new FirefoxThread(name, threads.size() + 1));
        int stack = FirefoxThread.NONE;
        for (RecordedFrame frame : frames.reversed()) {
            RecordedMethod method = frame.getMethod();
            String type = method == null ? "" : method.getType().getName().replace('/', '.');
            String name = method == null ? "unknown" : method.getName();
            stack = table.stack(
                    stack, type.isEmpty() ? name : type + "." + name, Category.of(type), frame.getLineNumber());
        }
        table.sample(time, stack);
    }

    void write(OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            writeMeta(json);
            json.writeArrayFieldStart("libs");
            json.writeEndArray();
            json.writeArrayFieldStart("threads");
            for (FirefoxThread thread : threads.values()) {
                thread.write(json, title, begin);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void writeMeta(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("meta");
        json.writeArrayFieldStart("categories");
        for (Category category : Category.values()) {
            category.write(json);
        }
        json.writeEndArray();
        json.writeNumberField("interval", intervalMillis());
        json.writeNumberField("startTime", begin.equals(Instant.MAX) ? 0 : begin.toEpochMilli());
        json.writeNumberField("processType", 0);
        json.writeStringField("product", title);
        json.writeNumberField("stackwalk", 1);
        json.writeBooleanField("debug", false);
        json.writeBooleanField("symbolicated", true);
        json.writeNumberField("version", GECKO_VERSION);
        json.writeNumberField("preprocessedProfileVersion", FORMAT_VERSION);
        json.writeBooleanField("usesOnlyOneStackType", true);
        json.writeBooleanField("doesNotUseFrameImplementation", true);
        json.writeBooleanField("sourceCodeIsNotOnSearchfox", true);
        json.writeArrayFieldStart("markerSchema");
        json.writeEndArray();
        json.writeObjectFieldStart("extensions");
        for (String column : List.of("baseURL", "id", "name")) {
            json.writeArrayFieldStart(column);
            json.writeEndArray();
        }
        json.writeNumberField("length", 0);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Returns the median time in milliseconds between two samples of the thread with the most samples. */
    private double intervalMillis() {
        Duration typical = Duration.ofMillis(10);
        int most = 0;
        for (FirefoxThread thread : threads.values()) {
            if (thread.samples() > most) {
                most = thread.samples();
                typical = thread.typicalInterval(typical);
            }
        }
        return Math.max(0.1, typical.toNanos() / 1e6);
    }
}
