package io.dengine.bench.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of text. The first column is aligned to the left, the others to the right.
 *
 * @param header the names of the columns
 * @param rows the rows, each with a cell for each column
 */
public record Table(List<String> header, List<List<String>> rows) {
    public Table {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /** Prints the table with columns of equal width. */
    public void print(PrintStream out) {
        List<List<String>> lines = new ArrayList<>(List.of(header));
        lines.addAll(rows);
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder("  ");
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(any -> any.get(at).length())
                        .max()
                        .orElse(0);
                String padding = " ".repeat(width - line.get(column).length());
                text.append(column == 0 ? line.get(column) + padding : padding + line.get(column))
                        .append("  ");
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /** Returns the table in Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(row(header)).append("|---|" + "---:|".repeat(header.size() - 1) + "\n");
        rows.forEach(cells -> text.append(row(cells)));
        return text.toString();
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
