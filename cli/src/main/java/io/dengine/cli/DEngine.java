package io.dengine.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: finds the command, and maps its failures to a message and an exit code. */
@Command(
        name = "d-engine",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs a d-engine node, or looks at one.",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "d-engine COMMAND --help explains each. For completion in bash or zsh:",
            "  source <(d-engine generate-completion)",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 69 a node does not answer;",
            "those of d-engine server are its own."
        },
        subcommands = {ServerCommand.class, ConsoleCommand.class, GenerateCompletion.class})
public final class DEngine {
    private static final JsonFactory JSON = new JsonFactory();

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(program().execute(arguments));
    }

    /** Returns the command line, for a single execution. */
    static CommandLine program() {
        CommandLine program = new CommandLine(new DEngine());
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setExecutionExceptionHandler(DEngine::failed);
        program.setParameterExceptionHandler(DEngine::misused);
        return program;
    }

    private static int failed(Exception cause, CommandLine command, ParseResult unused) throws Exception {
        if (!(cause instanceof CommandFailure failure)) {
            throw cause;
        }
        PrintWriter err = command.getErr();
        if (writesJson(command)) {
            err.println(json(failure));
        } else {
            err.println("d-engine: " + failure.getMessage());
        }
        err.flush();
        return failure.exit().number();
    }

    private static boolean writesJson(CommandLine command) {
        return command.getMixins().values().stream()
                .anyMatch(mixin -> mixin instanceof OutputOption output && output.isJson());
    }

    private static String json(CommandFailure failure) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("code", failure.exit().name());
            json.writeStringField("message", String.valueOf(failure.getMessage()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static int misused(ParameterException cause, String[] unused) {
        CommandLine command = cause.getCommandLine();
        command.getErr().println("d-engine: " + cause.getMessage());
        command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        command.getErr().flush();
        return Exit.USAGE.number();
    }
}
