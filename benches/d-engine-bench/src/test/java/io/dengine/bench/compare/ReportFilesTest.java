package io.dengine.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bench.Protocol;
import io.dengine.bench.cluster.EngineLauncher;
import io.dengine.bench.cluster.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportFilesTest {
    private static final Side ENGINE = new Side(
            "engine <a> & b",
            "it is synced",
            Side.ETCD,
            new EngineLauncher(Path.of("/x/demo"), "DiskFirst", Protocol.GRPC));
    private static final Side PEER = new Side(Side.ETCD, "it is synced", null, new EtcdLauncher(Path.of("/x/etcd")));

    private static final List<Line> LINES = List.of(
            new Line(Operation.PUT, 1_000, true),
            new Line(Operation.PUT, 1, false),
            new Line(Operation.PUT, 1_000, false));

    @TempDir
    Path directory;

    private void write() throws IOException {
        Results results = new Results();
        for (int round = 1; round <= 2; round++) {
            for (Line line : LINES) {
                results.add(new Results.Sample(
                        round, ENGINE.name(), line, new Figures(2_000 * round, 100, 900, 0, 1, 20, 300, 10)));
                results.add(
                        new Results.Sample(round, PEER.name(), line, new Figures(1_000, 200, 950, 0, 1, 30, 200, 10)));
            }
        }
        new ReportFiles(results, List.of(ENGINE, PEER), 1_000)
                .write(
                        directory,
                        new ReportFiles.Head(
                                List.of("Processor: two"), List.of("etcd: 3"), "Rounds: 2", List.of(), "make report"));
    }

    @Test
    void thePageHasTablesPlotsAndWhatRepeatsIt() throws IOException {
        write();
        String page = Files.readString(directory.resolve("README.md"));
        assertThat(page)
                .contains("`make report`", "Processor: two", "etcd: 3", "(throughput.svg)")
                .contains("### put, 1,000 clients, warm")
                .contains("3,000 (2,000..4,000)", "3.00 (2.00..4.00) x etcd")
                .doesNotContain("/x/");
        assertThat(Files.readAllLines(directory.resolve("figures.csv"))).hasSize(13);
    }

    @Test
    void plotsAreWellFormedAndNamed() throws Exception {
        write();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> plots =
                    files.filter(file -> file.toString().endsWith(".svg")).toList();
            assertThat(plots).hasSize(5);
            for (Path plot : plots) {
                try (InputStream input = Files.newInputStream(plot)) {
                    Document document = DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(input);
                    assertThat(document.getElementsByTagName("title").getLength())
                            .isEqualTo(1);
                    assertThat(document.getElementsByTagName("rect").getLength())
                            .isEqualTo(3);
                }
            }
        }
    }
}
