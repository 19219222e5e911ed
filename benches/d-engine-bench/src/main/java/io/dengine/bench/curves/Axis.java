package io.dengine.bench.curves;

import java.util.List;

/**
 * A curve: what is varied, and what is measured and drawn.
 *
 * @param name the name in options and files
 * @param title the heading of its part of the report
 * @param quantity what is varied, with its unit
 * @param note what a reader must know about the points
 * @param points in ascending order
 * @param tasks the loads that are measured at each point
 * @param restarts whether the memory, the disk and the restart of a node are measured, too
 * @param panels what is drawn
 */
record Axis(
        String name,
        String title,
        String quantity,
        String note,
        List<Point> points,
        List<Task> tasks,
        boolean restarts,
        List<Panel> panels) {
    /** The name of the figures of a node in tables. */
    static final String NODE = "a node";

    /**
     * A part of the chart, with a line for each figure of each operation that has it.
     *
     * @param operations the operations that are drawn, or an empty list for all
     */
    record Panel(String title, List<Figure> figures, List<String> operations) {
        Panel {
            figures = List.copyOf(figures);
            operations = List.copyOf(operations);
        }

        Panel(String title, Figure... figures) {
            this(title, List.of(figures), List.of());
        }

        boolean shows(String operation) {
            return operations.isEmpty() || operations.contains(operation);
        }
    }

    Axis {
        points = List.copyOf(points);
        tasks = List.copyOf(tasks);
        panels = List.copyOf(panels);
    }

    boolean draws(Figure figure) {
        return panels.stream().anyMatch(panel -> panel.figures().contains(figure));
    }

    /** Returns the points in the order of a round, counted from 1: ascending in odd rounds, descending in even ones. */
    List<Point> pointsOf(int round) {
        return round % 2 == 0 ? points.reversed() : points;
    }
}
