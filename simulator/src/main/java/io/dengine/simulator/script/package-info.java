/**
 * Scripted scenarios of a few cores, whose output is compared with golden output.
 *
 * <pre>
 *   transcript file:   command lines             the events of the scenario
 *                      ----
 *                      golden output             the approved output of the cores
 * </pre>
 *
 * <p>Invariants: nothing happens without a command: messages wait in the network, writes wait before the disk, and time
 * stands still until a command advances them; so a transcript shows every message and every write.
 */
@NullMarked
package io.dengine.simulator.script;

import org.jspecify.annotations.NullMarked;
