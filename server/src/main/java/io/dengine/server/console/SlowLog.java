package io.dengine.server.console;

import io.dengine.engine.SlowStep;
import io.dengine.engine.StageLoad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The recent slow steps of stages and slow garbage collections. Owned by one thread. */
final class SlowLog {
    private static final int MAX_KEPT = 32;
    private static final double MILLIS = 1e-6;

    /** Shorter collections are not listed. */
    private static final long SLOW_GC_MILLIS = 20;

    private List<Sample.Slow> collections = List.of();

    /** Returns the slow steps and collections, newest first. */
    List<Sample.Slow> look(List<StageLoad> loads, List<GcWatch.Pause> pauses) {
        List<Sample.Slow> kept = new ArrayList<>(collections);
        for (GcWatch.Pause pause : pauses) {
            if (pause.tookMillis() >= SLOW_GC_MILLIS) {
                kept.add(new Sample.Slow(pause.endedMillis(), "gc", pause.tookMillis(), pause.reason()));
            }
        }
        collections = newest(kept);
        List<Sample.Slow> all = new ArrayList<>(collections);
        for (StageLoad load : loads) {
            for (SlowStep step : load.slow()) {
                all.add(new Sample.Slow(
                        step.endedMillis(),
                        load.stage(),
                        step.tookNanos() * MILLIS,
                        step.waiting() == 0 ? "" : step.waiting() + " waited when it began"));
            }
        }
        return newest(all);
    }

    private static List<Sample.Slow> newest(List<Sample.Slow> slow) {
        return slow.stream()
                .sorted(Comparator.comparingLong(Sample.Slow::endedMillis).reversed())
                .limit(MAX_KEPT)
                .toList();
    }
}
