package io.dengine.cli.console;

import java.util.List;

/** Explains the columns and keys. */
final class HelpPart {
    private static final List<String> TEXT = List.of(
            "BUSY     share of the last second spent in steps; of an event loop, its CPU",
            "CPU      share of a processor; less than BUSY where a thread waits for the disk",
            "CARRIED  the part of BUSY that event loops executed for a stage",
            "QUEUE    items waiting now; MAX: the most that waited in that second",
            "LONGEST  the longest step; of an event loop, how long a task waited for a turn",
            "STATE    pipeline: in step; probe: looks for where the logs meet; or snapshot",
            "LAG      entries that a peer is not known to have; RTT: round trip time",
            "",
            "s  next order of the threads          r  reverse it",
            "f  all threads, stages, loops, other  /  those with some text in their names",
            "n  next node; 1 to 9: that one        p  pause, continue",
            "Ctrl-L  draw again                    q  quit");

    private HelpPart() {}

    static List<Line> lines() {
        return TEXT.stream().map(text -> new Line().add(text)).toList();
    }
}
