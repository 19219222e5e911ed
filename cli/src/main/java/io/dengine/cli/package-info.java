/**
 * The command line: one program, {@code d-engine}, with a small class for each command.
 *
 * <pre>
 *   d-engine COMMAND --> DEngine -- picocli --> a command --> lines on standard output, an exit code
 * </pre>
 *
 * <p>Conventions for all commands: results go to standard output, as text for people or, with {@code -o json}, as JSON
 * with one document per line; everything else goes to standard error. A command that cannot do what the user requested
 * throws a {@link io.dengine.cli.CommandFailure}, whose message says in one line what is wrong and what to do, and ends
 * with an {@link io.dengine.cli.Exit}. No command asks questions.
 */
@NullMarked
package io.dengine.cli;

import org.jspecify.annotations.NullMarked;
