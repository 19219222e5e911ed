package io.dengine.embedded.costs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The table of costs in the text of a page. Figures with several callers depend on timing, because operations that
 * arrive together share work: they must not exceed the limits of those with one caller, and may be as low as they like.
 */
final class CostTable {
    private static final Pattern ROW = Pattern.compile("\\| [a-z ]+ \\| \\d+ \\| \\d+ \\|.*");
    private static final int KEY_CELLS = 3;

    private final Map<String, List<CostCell>> rows = new LinkedHashMap<>();
    private final String page;

    CostTable(String page) {
        this.page = page;
        page.lines().filter(CostTable::isRow).forEach(this::add);
    }

    private static boolean isRow(String line) {
        return ROW.matcher(line).matches();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }

    private static String key(String line) {
        return String.join(" | ", cells(line).subList(0, KEY_CELLS));
    }

    private void add(String line) {
        List<String> cells = cells(line);
        List<CostCell> costs = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            costs.add(CostCell.parse(figure, cells.get(KEY_CELLS + figure.ordinal())));
        }
        rows.put(key(line), costs);
    }

    /** Returns a sentence for each figure that is not as the table says, and for each row that is not in both. */
    List<String> objections(List<CostRow> measured) {
        List<String> objections = new ArrayList<>();
        Map<String, List<CostCell>> left = new LinkedHashMap<>(rows);
        for (CostRow row : measured) {
            if (left.remove(row.key()) == null) {
                objections.add(row + " is not in the table");
            }
            for (CostCell cell : rows.getOrDefault(row.withOneCaller().key(), List.of())) {
                double now = row.costs().of(cell.figure());
                String costs =
                        row + " costs " + cell.text(now) + " " + cell.figure().title();
                if (now > cell.most()) {
                    objections.add(costs + ", which is more than " + cell.text(cell.most()));
                } else if (row.callers() == 1 && cell.isOutdatedBy(now)) {
                    objections.add(costs + ", and the table still says " + cell.text(cell.measured()));
                }
            }
        }
        left.keySet().forEach(key -> objections.add("nothing was measured for the row " + key));
        return objections;
    }

    /** Returns the page with these figures; a limit of a cell stays as it is. */
    String rewritten(List<CostRow> measured) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (CostRow row : measured) {
            StringBuilder line = new StringBuilder("| " + row.key() + " |");
            for (CostCell cell : rows.getOrDefault(row.key(), List.of())) {
                line.append(' ')
                        .append(cell.textOf(row.costs().of(cell.figure())))
                        .append(" |");
            }
            lines.put(row.key(), line.toString());
        }
        StringBuilder text = new StringBuilder();
        page.lines()
                .map(line -> isRow(line) ? lines.getOrDefault(key(line), line) : line)
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
