/**
 * The console: shows on a terminal the samples that a node serves about its internals.
 *
 * <pre>
 *   node --- a line each second ---> NodeFeed --- NodeState --.
 *                                                             +--> ConsoleView --- lines ---> LiveConsole --> terminal
 *   keys --------------------------> Choices -----------------'
 * </pre>
 *
 * <p>Invariants: the display is a function of states, choices, size and time, so it is tested as text. The position of
 * each item depends on the size of the window and of the cluster, not on the measured values. Colors only repeat what
 * words say.
 */
@NullMarked
package io.dengine.cli.console;

import org.jspecify.annotations.NullMarked;
