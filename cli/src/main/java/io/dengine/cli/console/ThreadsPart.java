package io.dengine.cli.console;

import io.dengine.server.console.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedStyle;

/** Shows the stages, event loops and other threads, with their use of time. */
final class ThreadsPart {
    private static final int NAME = 14;
    private static final int NUMBERS = 5 + 6 + 8 + 8 + 8 + 9 + 10;
    private static final int MIN_BAR = 4;
    private static final int MAX_BAR = 50;

    private final Palette palette;

    ThreadsPart(Palette palette) {
        this.palette = palette;
    }

    /** Returns the title and up to {@code count} lines. */
    List<Line> lines(Sample sample, Choices choices, int count, int width) {
        int bar = Math.max(MIN_BAR, Math.min(MAX_BAR, width - NAME - NUMBERS));
        List<Line> lines = new ArrayList<>();
        lines.add(title(bar));
        List<Sample.Worker> workers = chosen(sample.workers(), choices);
        boolean all = workers.size() <= count;
        int shown = all ? workers.size() : Math.max(0, count - 1);
        for (Sample.Worker worker : workers.subList(0, shown)) {
            lines.add(line(worker, bar));
        }
        if (!all && count > 0) {
            lines.add(new Line()
                    .add("and " + (workers.size() - shown) + " more: f and / choose, a taller window" + " shows all"));
        }
        if (workers.isEmpty()) {
            lines.add(new Line().add("no thread has '" + choices.filter() + "' in its name; Esc shows all"));
        }
        return lines;
    }

    private Line title(int bar) {
        return new Line()
                .left("THREAD", NAME, palette.title())
                .left("", bar)
                .right("BUSY", 5, palette.title())
                .right("CPU", 6, palette.title())
                .right("CARRIED", 8, palette.title())
                .right("QUEUE", 8, palette.title())
                .right("MAX", 8, palette.title())
                .right("STEPS/S", 9, palette.title())
                .right("LONGEST", 10, palette.title());
    }

    private static List<Sample.Worker> chosen(List<Sample.Worker> workers, Choices choices) {
        List<Sample.Worker> chosen = new ArrayList<>();
        for (Sample.Worker worker : workers) {
            boolean kind =
                    choices.kind() == Choices.Kind.ALL || choices.kind().label().equals(worker.kind());
            if (kind
                    && worker.name()
                            .toLowerCase(Locale.ROOT)
                            .contains(choices.filter().toLowerCase(Locale.ROOT))) {
                chosen.add(worker);
            }
        }
        Comparator<Sample.Worker> order = order(choices.order());
        if (order != null) {
            chosen.sort(order); // equal ones keep the order of the node
        }
        return choices.reversed() ? chosen.reversed() : chosen;
    }

    private static @org.jspecify.annotations.Nullable Comparator<Sample.Worker> order(Choices.Order order) {
        return switch (order) {
            case NODE -> null;
            case BUSY -> Comparator.comparingDouble(Sample.Worker::busy).reversed();
            case CPU -> Comparator.comparingDouble(Sample.Worker::cpu).reversed();
            case QUEUE -> Comparator.comparingLong(Sample.Worker::deepest).reversed();
            case STEPS ->
                Comparator.comparingDouble(Sample.Worker::stepsPerSecond).reversed();
            case LONGEST ->
                Comparator.comparingDouble(Sample.Worker::longestMillis).reversed();
            case NAME -> Comparator.comparing(Sample.Worker::name);
        };
    }

    private Line line(Sample.Worker worker, int bar) {
        boolean stage = worker.kind().equals("stage");
        boolean loop = worker.kind().equals("loop");
        AttributedStyle busy = style(worker);
        return new Line()
                .left(worker.name(), NAME)
                .left(bar(worker.busy(), bar), bar, busy)
                .right(Numbers.percent(worker.busy()), 5, busy)
                .right(Numbers.percent(worker.cpu()), 6)
                .right(stage ? Numbers.percent(worker.carried()) : "", 8)
                .right(stage || loop ? Numbers.whole(worker.waiting()) : "", 8)
                .right(stage ? Numbers.whole(worker.deepest()) : "", 8)
                .right(stage ? Numbers.rate(worker.stepsPerSecond()) : "", 9)
                .right(stage || loop ? Numbers.millis(worker.longestMillis()) : "", 10);
    }

    private AttributedStyle style(Sample.Worker worker) {
        boolean several = worker.kind().equals("other");
        if (several || worker.busy() < 0.7) {
            return AttributedStyle.DEFAULT;
        }
        return worker.busy() < 0.9 ? palette.caution() : palette.alarm();
    }

    private static String bar(double share, int width) {
        return "|".repeat((int) Math.round(Math.max(0, Math.min(1, share)) * width));
    }
}
