package io.dengine.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.ReferencePage;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The reference page says what the catalogue says; {@code -Ddocs.rewrite=true} writes it anew. */
class MetricsPageTest {
    private static final String HEAD = """
            # Metrics

            This page lists all metrics of a node. A node serves them in the text format of Prometheus at
            `http://HOST:METRICS_PORT/metrics` (`monitoring.prometheus_port`, by default 9000; the three-node example
            uses 8081 to 8083). Each metric has the label `node_id`.

            Names that end in `_ms` are in milliseconds. Histograms have two buckets per octave, so a quantile is
            accurate within a third of its value.

            | Name | Kind | Labels | Meaning |
            |---|---|---|---|
            """;

    @Test
    void pageEqualsTheCatalogue() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (MetricSpec spec : MetricCatalogue.all()) {
            page.append("| `").append(spec.name()).append("` | ");
            page.append(spec.kind().name().toLowerCase(Locale.ROOT)).append(" | ");
            page.append(String.join(", ", spec.labels()))
                    .append(" | ")
                    .append(spec.help())
                    .append(" |\n");
        }
        ReferencePage.assertEqual("metrics.md", page.toString());
    }

    @Test
    void namesAreDifferentAndWellFormed() {
        assertThat(MetricCatalogue.all())
                .extracting(MetricSpec::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][a-z_]*[a-z]"));
    }
}
