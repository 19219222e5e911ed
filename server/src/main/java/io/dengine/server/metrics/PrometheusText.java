package io.dengine.server.metrics;

import java.util.Locale;

/** Writes the text format of Prometheus, version 0.0.4. */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(1 << 14);

    void head(MetricSpec spec) {
        out.append("# HELP ")
                .append(spec.name())
                .append(' ')
                .append(spec.help())
                .append('\n');
        out.append("# TYPE ").append(spec.name()).append(' ');
        out.append(spec.kind().name().toLowerCase(Locale.ROOT)).append('\n');
    }

    void sample(String name, String labels, double value) {
        out.append(name)
                .append('{')
                .append(labels)
                .append("} ")
                .append(number(value))
                .append('\n');
    }

    void histogram(String name, String labels, Histogram histogram) {
        long total = 0;
        for (int i = 0; i < histogram.buckets(); i++) {
            total += histogram.count(i);
            sample(name + "_bucket", labels + ",le=\"" + number(histogram.upperBound(i)) + '"', total);
        }
        total += histogram.count(histogram.buckets());
        sample(name + "_bucket", labels + ",le=\"+Inf\"", total);
        sample(name + "_sum", labels, histogram.sum());
        // The same number as the last bucket, even if values arrive meanwhile: Prometheus relies on it.
        sample(name + "_count", labels, total);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : shortest(value);
    }

    private static String shortest(double value) {
        // Six digits are more than any reader of a gauge needs, and hide the tail of binary fractions.
        String text = String.format(Locale.ROOT, "%.6g", value);
        if (text.indexOf('.') < 0 || text.indexOf('e') >= 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
