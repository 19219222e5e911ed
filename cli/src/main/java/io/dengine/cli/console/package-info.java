/**
 * The console: what a node serves about its inside, on a terminal.
 *
 * <pre>
 *   node --- a line each second ---> NodeFeed --- NodeState --.
 *                                                             +--> ConsoleView --- lines ---> LiveConsole --> terminal
 *   keys --------------------------> Choices -----------------'
 * </pre>
 *
 * <p>Invariants: what is shown is a function of states, choices, size and time, so it is tested as text; where things
 * stand depends on the size of the window and of the cluster, not on what happens; colours repeat what words say.
 */
@NullMarked
package io.dengine.cli.console;

import org.jspecify.annotations.NullMarked;
