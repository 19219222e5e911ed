package io.dengine.bench.steady;

import io.dengine.bench.report.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The processor time of each stage of the nodes for one call, in microseconds. */
final class StageTable {
    private static final String OTHERS = "others";

    /** The least time of a row of its own; the rows of others are added up. */
    private static final double LEAST_MICROS = 0.05;

    /**
     * The times of one load.
     *
     * @param leader the microseconds of the leader for each call, by the names of threads
     * @param follower the same of a follower, on average
     */
    record Times(Map<String, Double> leader, Map<String, Double> follower) {
        private double of(String thread) {
            return leader.getOrDefault(thread, 0.0) + follower.getOrDefault(thread, 0.0);
        }
    }

    private StageTable() {}

    /** Returns the table of some loads, by their titles: the threads that take most first. */
    static Table of(List<String> titles, List<Times> loads) {
        Set<String> names = new TreeSet<>();
        loads.forEach(load -> names.addAll(load.leader().keySet()));
        loads.forEach(load -> names.addAll(load.follower().keySet()));
        List<String> shown = names.stream()
                .filter(name -> sum(loads, name) >= LEAST_MICROS)
                .sorted(Comparator.comparingDouble((String name) -> sum(loads, name))
                        .reversed())
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (String name : shown) {
            rows.add(row(name, loads, List.of(name)));
        }
        rows.add(row(
                OTHERS,
                loads,
                names.stream().filter(name -> !shown.contains(name)).toList()));
        rows.add(row("all", loads, List.copyOf(names)));
        List<String> header = new ArrayList<>(List.of("CPU us per call"));
        for (String title : titles) {
            header.add(title + ", leader");
            header.add("follower");
        }
        return new Table(header, rows);
    }

    private static double sum(List<Times> loads, String name) {
        return loads.stream().mapToDouble(load -> load.of(name)).sum();
    }

    private static List<String> row(String title, List<Times> loads, List<String> names) {
        List<String> cells = new ArrayList<>(List.of(title));
        for (Times load : loads) {
            cells.add(micros(load.leader(), names));
            cells.add(micros(load.follower(), names));
        }
        return cells;
    }

    private static String micros(Map<String, Double> times, List<String> names) {
        double sum = names.stream()
                .mapToDouble(name -> times.getOrDefault(name, 0.0))
                .sum();
        return String.format(Locale.ROOT, "%.2f", sum);
    }
}
