package io.dengine.server.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All metrics of a process. They are registered during the start, and read at any time by any thread. */
public final class MetricsRegistry {
    private final List<Family> families = new CopyOnWriteArrayList<>();
    private final String nodeLabel;

    /** @param nodeId added to each metric as its {@code node_id} label */
    public MetricsRegistry(int nodeId) {
        nodeLabel = "node_id=\"" + nodeId + '"';
    }

    /** Supplies the current values of a metric. */
    @FunctionalInterface
    public interface Source {
        void read(Sink sink);
    }

    /** Receives values. */
    @FunctionalInterface
    public interface Sink {
        /** @param labelValues one for each label of the metric, in the order of the catalogue */
        void value(double value, String... labelValues);
    }

    private interface Family {
        MetricSpec spec();

        void write(PrometheusText text);
    }

    private record Sampled(MetricSpec spec, Source source, String nodeLabel) implements Family {
        @Override
        public void write(PrometheusText text) {
            source.read((value, labelValues) ->
                    text.sample(spec.name(), labels(spec, nodeLabel, List.of(labelValues)), value));
        }
    }

    private record Measured(MetricSpec spec, Histogram histogram, String nodeLabel) implements Family {
        @Override
        public void write(PrometheusText text) {
            text.histogram(spec.name(), nodeLabel, histogram);
        }
    }

    /** Registers a metric whose values are computed when it is read. */
    public void sampled(MetricSpec spec, Source source) {
        families.add(new Sampled(spec, source, nodeLabel));
    }

    /** Registers a counter without labels. */
    public Counter counter(MetricSpec spec) {
        Counter counter = new Counter();
        sampled(spec, sink -> sink.value(counter.value()));
        return counter;
    }

    /** Registers counters, one for each of the given values of the only label. */
    public Counter[] counters(MetricSpec spec, List<String> labelValues) {
        Counter[] counters = new Counter[labelValues.size()];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new Counter();
        }
        sampled(spec, sink -> {
            for (int i = 0; i < counters.length; i++) {
                sink.value(counters[i].value(), labelValues.get(i));
            }
        });
        return counters;
    }

    /** Registers a histogram of durations, recorded in nanoseconds and shown in milliseconds. */
    public Histogram durations(MetricSpec spec) {
        return measured(spec, Histogram.ofNanosShownAsMillis());
    }

    /** Registers a histogram of sizes. */
    public Histogram sizes(MetricSpec spec) {
        return measured(spec, Histogram.ofCounts());
    }

    private Histogram measured(MetricSpec spec, Histogram histogram) {
        families.add(new Measured(spec, histogram, nodeLabel));
        return histogram;
    }

    /** Returns all metrics in the text format of Prometheus. */
    public String text() {
        PrometheusText text = new PrometheusText();
        for (Family family : families) {
            text.head(family.spec());
            family.write(text);
        }
        return text.toString();
    }

    /** Returns the names of the registered metrics. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Family family : families) {
            names.add(family.spec().name());
        }
        return names;
    }

    private static String labels(MetricSpec spec, String nodeLabel, List<String> values) {
        if (values.size() != spec.labels().size()) {
            throw new IllegalArgumentException(spec.name() + " has the labels " + spec.labels() + ", not " + values);
        }
        StringBuilder labels = new StringBuilder(nodeLabel);
        for (int i = 0; i < values.size(); i++) {
            labels.append(',').append(spec.labels().get(i)).append("=\"");
            labels.append(PrometheusText.escaped(values.get(i))).append('"');
        }
        return labels.toString();
    }
}
