package io.dengine.bench.curves;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The report: a page with a chart and tables for each curve, and a CSV file with every figure. The file {@code
 * notes.md} in its directory is not written but read, see {@link Notes}. The report names no host, user or directory of
 * this machine.
 */
final class CurveReport {
    private static final String NOTES = "notes.md";

    private final Samples samples;
    private final List<Axis> axes;

    /**
     * The head of the page.
     *
     * @param command the command line
     * @param facts the machine, the versions, and the durations and amounts of the run
     * @param problems what went wrong
     */
    record Head(String command, List<String> facts, List<String> problems) {
        Head {
            facts = List.copyOf(facts);
            problems = List.copyOf(problems);
        }
    }

    /** @param axes the curves that have figures */
    CurveReport(Samples samples, List<Axis> axes) {
        this.samples = samples;
        this.axes = List.copyOf(axes);
    }

    void write(Path directory, Head head) throws IOException {
        Files.createDirectories(directory);
        CurveTables tables = new CurveTables(samples);
        for (Axis axis : axes) {
            Files.writeString(
                    directory.resolve(axis.name() + ".svg"), tables.chart(axis).svg());
        }
        Notes notes = Notes.read(directory.resolve(NOTES));
        Files.writeString(directory.resolve("README.md"), page(head, tables, notes));
        Files.writeString(directory.resolve("figures.csv"), samples.csv());
    }

    private String page(Head head, CurveTables tables, Notes notes) {
        StringBuilder page = new StringBuilder("# How d-engine scales\n\n")
                .append("Written by `" + head.command()
                        + "` in benches/d-engine-bench, which repeats it; the explanations" + " are those of `" + NOTES
                        + "`.\n\n")
                .append("## What was measured, and on what\n\n");
        head.facts().forEach(fact -> page.append("- " + fact + "\n"));
        page.append("\nA figure is the median of the rounds, with the smallest and largest in brackets; thin lines in"
                + " charts show the same. Every figure of every round is in [figures.csv](figures.csv). Memory is that"
                + " of the node that uses most. The nodes and the load generator share the machine.\n");
        if (!head.problems().isEmpty()) {
            page.append("\nProblems:\n\n");
            head.problems().forEach(problem -> page.append("- " + problem + "\n"));
        }
        for (Axis axis : axes) {
            page.append("\n## " + axis.title() + "\n\n" + axis.note() + "\n\n");
            page.append("![" + axis.name() + "](" + axis.name() + ".svg)\n");
            String note = notes.of(axis.name());
            if (!note.isEmpty()) {
                page.append("\n" + note + "\n");
            }
            tables.tables(axis)
                    .forEach((operation, table) -> page.append("\n### " + axis.title() + ": " + operation)
                            .append("\n\n" + table.markdown()));
        }
        return page.toString();
    }
}
