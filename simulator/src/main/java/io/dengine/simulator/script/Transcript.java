package io.dengine.simulator.script;

import java.util.List;

/** Runs a transcript: executes its commands and replaces the golden output by the new output. */
public final class Transcript {
    private static final String SEPARATOR = "----";

    private Transcript() {}

    /**
     * Returns {@code text} with the new output; equal to {@code text} if the output has not changed.
     *
     * <p>A transcript is a series of blocks, each ended by an empty line: comment lines, command lines, a line of four
     * dashes, and the output of the commands.
     */
    public static String run(String text) {
        ScriptedCluster cluster = new ScriptedCluster();
        StringBuilder result = new StringBuilder();
        for (String block : text.strip().split("\n\\s*\n")) {
            boolean commands = false;
            StringBuilder happened = new StringBuilder();
            for (String line : lines(block)) {
                if (line.equals(SEPARATOR)) {
                    break;
                }
                result.append(line).append('\n');
                if (!line.startsWith("#")) {
                    commands = true;
                    happened.append(outcome(cluster, line));
                }
            }
            if (commands) {
                result.append(SEPARATOR).append('\n').append(happened);
            }
            result.append('\n');
        }
        return result.toString().strip() + "\n";
    }

    private static List<String> lines(String block) {
        return List.of(block.split("\n"));
    }

    /** Returns the output of a command. A failure counts as output, because some transcripts test failures. */
    private static String outcome(ScriptedCluster cluster, String line) {
        try {
            return cluster.run(Command.parse(line));
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage() + "\n";
        }
    }
}
