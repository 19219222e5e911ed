package io.dengine.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LineChartTest {
    private static final List<LineChart.Tick> TICKS = List.of(
            new LineChart.Tick(0, "none"),
            new LineChart.Tick(10, "10"),
            new LineChart.Tick(100, "100"),
            new LineChart.Tick(10_000, "10,000"));

    private static LineChart.Line line(String label, double... xs) {
        List<LineChart.Dot> dots = new ArrayList<>();
        for (double x : xs) {
            dots.add(new LineChart.Dot(x, Spread.of(50 + x / 1_000, 55, 60)));
        }
        return new LineChart.Line(label, 0, false, dots);
    }

    private static Document parsed(LineChart.Panel... panels) throws Exception {
        String svg = new LineChart("a < b & c", "things", TICKS, List.of(panels)).svg();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Double> places(Document document, String attribute) {
        NodeList dots = document.getElementsByTagName("circle");
        List<Double> places = new ArrayList<>();
        for (int i = 0; i < dots.getLength(); i++) {
            places.add(Double.valueOf(((Element) dots.item(i)).getAttribute(attribute)));
        }
        return places;
    }

    @Test
    void equalRatiosAreEqualDistances() throws Exception {
        List<Double> x = places(parsed(new LineChart.Panel("p", List.of(line("a", 0, 10, 100, 10_000)))), "cx");
        double step = x.get(1) - x.get(0);
        assertThat(step).isPositive();
        assertThat(x.get(2) - x.get(1)).isBetween(step - 0.2, step + 0.2);
        assertThat(x.get(3) - x.get(2)).isBetween(2 * step - 0.2, 2 * step + 0.2);
    }

    @Test
    void largerFiguresAreHigherUp() throws Exception {
        LineChart.Line rising = new LineChart.Line(
                "a", 0, true, List.of(new LineChart.Dot(10, Spread.of(20)), new LineChart.Dot(100, Spread.of(30))));
        List<Double> y = places(parsed(new LineChart.Panel("p", List.of(rising))), "cy");
        assertThat(y.get(1)).isLessThan(y.get(0));
    }

    @Test
    void everyPanelHasItsLinesAndAllTicks() throws Exception {
        Document document = parsed(
                new LineChart.Panel("first", List.of(line("a", 10), line("b", 10))),
                new LineChart.Panel("second", List.of(line("a", 10))),
                new LineChart.Panel("empty", List.of()));
        assertThat(places(document, "cx")).hasSize(3);
        String text = document.getDocumentElement().getTextContent();
        assertThat(text)
                .contains("a < b & c", "things, logarithmic", "first", "second")
                .doesNotContain("empty");
        assertThat(text.split("none", -1)).hasSize(3);
    }

    @Test
    void figuresAreShownWithThreeDigits() {
        assertThat(Svg.shown(12_345.6)).isEqualTo("12,346");
        assertThat(Svg.shown(12.34)).isEqualTo("12.3");
        assertThat(Svg.shown(1.234)).isEqualTo("1.23");
        assertThat(Svg.round(0)).isEqualTo("0");
        assertThat(Svg.round(0.5)).isEqualTo("0.5");
        assertThat(Svg.round(200_000)).isEqualTo("200,000");
    }
}
