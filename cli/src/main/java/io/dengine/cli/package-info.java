/**
 * The command line: one program, {@code d-engine}, with a small class for each command.
 *
 * <pre>
 *   d-engine COMMAND --> DEngine -- picocli --> a command --> lines on standard output, an exit code
 * </pre>
 *
 * <p>Conventions that all commands keep: what was asked for goes to standard output, as text for people or, with
 * {@code -o json}, as JSON with one document a line; everything else goes to standard error. A command that cannot do
 * what it was asked throws a {@link io.dengine.cli.CommandFailure}, which says in one line what is wrong and what to
 * do, and ends with an {@link io.dengine.cli.Exit}. No command asks questions.
 */
@NullMarked
package io.dengine.cli;

import org.jspecify.annotations.NullMarked;
