package io.dengine.wal;

import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.TermRun;
import java.util.ArrayList;
import java.util.List;

/** Cuts what a scan found down to what lies after the base. */
final class Recovered {
    private Recovered() {}

    static RecoveredLog of(StoredState state, LogScanner scanner, long lastIndex, List<Entry> tail) {
        long baseIndex = state.base().index();
        List<TermRun> runs = new ArrayList<>();
        for (int i = 0; i < scanner.termRuns.size(); i++) {
            TermRun run = scanner.termRuns.get(i);
            long runLast = i + 1 < scanner.termRuns.size()
                    ? scanner.termRuns.get(i + 1).firstIndex() - 1
                    : lastIndex;
            if (runLast > baseIndex) {
                runs.add(new TermRun(Math.max(run.firstIndex(), baseIndex + 1), run.term()));
            }
        }
        List<Entry> configurations = new ArrayList<>();
        for (Entry entry : scanner.configurations) {
            if (entry.index() > baseIndex) {
                configurations.add(entry);
            }
        }
        return new RecoveredLog(state.hardState(), state.base(), lastIndex, runs, configurations, tail);
    }
}
