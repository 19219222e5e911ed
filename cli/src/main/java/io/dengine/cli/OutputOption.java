package io.dengine.cli;

import picocli.CommandLine.Option;

/** For whom a command writes. */
final class OutputOption {
    /** Who reads it. */
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
