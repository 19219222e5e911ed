package io.dengine.cli;

import picocli.CommandLine.Option;

/** The output format of a command. */
final class OutputOption {
    /** The readers of the output. */
    enum Format {
        /** People. */
        text,
        /** Programs: one document a line. */
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    boolean isJson() {
        return format == Format.json;
    }
}
