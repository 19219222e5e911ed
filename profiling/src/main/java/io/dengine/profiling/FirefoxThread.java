package io.dengine.profiling;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a profile: tables whose rows refer to each other. A stack is a frame and the stack of its caller, so
 * stacks with the same beginning share rows.
 */
final class FirefoxThread {
    /** The empty stack. */
    static final int NONE = -1;

    private static final int NO_LINE = -1;

    private final String name;
    private final int id;
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<Callee, Integer> functions = new LinkedHashMap<>();
    private final Map<Frame, Integer> frames = new LinkedHashMap<>();
    private final Map<Stack, Integer> stacks = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    private record Callee(int name, Category category) {}

    private record Frame(int function, Category category, int line) {}

    private record Stack(int caller, int frame, Category category) {}

    private record Sample(Instant time, int stack) {}

    FirefoxThread(String name, int id) {
        this.name = name;
        this.id = id;
    }

    private static <K> int row(Map<K, Integer> table, K key) {
        return table.computeIfAbsent(key, absent -> table.size());
    }

    /** Returns the row of the stack that has this method on top of {@code caller}, which may be {@link #NONE}. */
    int stack(int caller, String method, Category category, int line) {
        int function = row(functions, new Callee(row(strings, method), category));
        int frame = row(frames, new Frame(function, category, line > 0 ? line : NO_LINE));
        return row(stacks, new Stack(caller, frame, category));
    }

    void sample(Instant time, int stack) {
        samples.add(new Sample(time, stack));
    }

    int samples() {
        return samples.size();
    }

    /** Returns the median time between two samples. */
    Duration typicalInterval(Duration ifUnknown) {
        List<Instant> times = samples.stream().map(Sample::time).sorted().toList();
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        gaps.sort(Comparator.naturalOrder());
        return gaps.isEmpty() ? ifUnknown : gaps.get(gaps.size() / 2);
    }

    void write(JsonGenerator json, String process, Instant begin) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeBooleanField("isMainThread", false);
        json.writeStringField("processType", "default");
        json.writeStringField("processName", process);
        json.writeNumberField("processStartupTime", 0);
        json.writeNullField("processShutdownTime");
        json.writeNumberField("registerTime", 0);
        json.writeNullField("unregisterTime");
        json.writeStringField("pid", "1");
        json.writeNumberField("tid", id);
        json.writeArrayFieldStart("pausedRanges");
        json.writeEndArray();
        writeSamples(json, begin);
        writeStacks(json);
        writeFrames(json);
        writeFunctions(json);
        emptyTable(json, "resourceTable", List.of("lib", "name", "host", "type"));
        emptyTable(json, "nativeSymbols", List.of("libIndex", "address", "name", "functionSize"));
        emptyTable(json, "markers", List.of("data", "name", "startTime", "endTime", "phase", "category"));
        json.writeArrayFieldStart("stringArray");
        for (String text : strings.keySet()) {
            json.writeString(text);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeSamples(JsonGenerator json, Instant begin) throws IOException {
        List<Sample> inOrder =
                samples.stream().sorted(Comparator.comparing(Sample::time)).toList();
        json.writeObjectFieldStart("samples");
        column(json, "stack", inOrder, sample -> sample.stack == NONE ? null : sample.stack);
        column(
                json,
                "time",
                inOrder,
                sample -> Duration.between(begin, sample.time).toNanos() / 1e6);
        json.writeNullField("weight");
        json.writeStringField("weightType", "samples");
        json.writeNumberField("length", inOrder.size());
        json.writeEndObject();
    }

    private void writeStacks(JsonGenerator json) throws IOException {
        List<Stack> rows = List.copyOf(stacks.keySet());
        json.writeObjectFieldStart("stackTable");
        column(json, "frame", rows, Stack::frame);
        column(json, "prefix", rows, stack -> stack.caller == NONE ? null : stack.caller);
        column(json, "category", rows, stack -> stack.category.number());
        column(json, "subcategory", rows, stack -> 0);
        json.writeNumberField("length", rows.size());
        json.writeEndObject();
    }

    private void writeFrames(JsonGenerator json) throws IOException {
        List<Frame> rows = List.copyOf(frames.keySet());
        json.writeObjectFieldStart("frameTable");
        column(json, "address", rows, frame -> -1);
        column(json, "inlineDepth", rows, frame -> 0);
        column(json, "category", rows, frame -> frame.category.number());
        column(json, "subcategory", rows, frame -> 0);
        column(json, "func", rows, Frame::function);
        column(json, "nativeSymbol", rows, frame -> null);
        column(json, "innerWindowID", rows, frame -> 0);
        column(json, "implementation", rows, frame -> null);
        column(json, "line", rows, frame -> frame.line == NO_LINE ? null : frame.line);
        column(json, "column", rows, frame -> null);
        json.writeNumberField("length", rows.size());
        json.writeEndObject();
    }

    private void writeFunctions(JsonGenerator json) throws IOException {
        List<Callee> rows = List.copyOf(functions.keySet());
        json.writeObjectFieldStart("funcTable");
        column(json, "name", rows, Callee::name);
        flags(json, "isJS", rows.size());
        flags(json, "relevantForJS", rows.size());
        column(json, "resource", rows, function -> -1);
        column(json, "fileName", rows, function -> null);
        column(json, "lineNumber", rows, function -> null);
        column(json, "columnNumber", rows, function -> null);
        json.writeNumberField("length", rows.size());
        json.writeEndObject();
    }

    private static <R> void column(JsonGenerator json, String column, List<R> rows, Function<R, @Nullable Number> of)
            throws IOException {
        json.writeArrayFieldStart(column);
        for (R row : rows) {
            Number value = of.apply(row);
            if (value == null) {
                json.writeNull();
            } else if (value instanceof Integer number) {
                json.writeNumber(number);
            } else {
                json.writeNumber(value.doubleValue());
            }
        }
        json.writeEndArray();
    }

    private static void flags(JsonGenerator json, String column, int rows) throws IOException {
        json.writeArrayFieldStart(column);
        for (int i = 0; i < rows; i++) {
            json.writeBoolean(false);
        }
        json.writeEndArray();
    }

    private static void emptyTable(JsonGenerator json, String table, List<String> columns) throws IOException {
        json.writeObjectFieldStart(table);
        for (String column : columns) {
            json.writeArrayFieldStart(column);
            json.writeEndArray();
        }
        json.writeNumberField("length", 0);
        json.writeEndObject();
    }
}
