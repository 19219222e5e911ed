/**
 * Scripted scenarios of a few cores, compared with their golden output word by word.
 *
 * <pre>
 *   transcript file:   command lines             what the author makes happen
 *                      ----
 *                      golden output             the output of the cores when it was last approved
 * </pre>
 *
 * <p>Invariants: nothing happens without a command: messages wait in the network, writes wait in front of the disk, and
 * time stands still until a command moves them; so a transcript shows every message and every write.
 */
@NullMarked
package io.dengine.testkit.script;

import org.jspecify.annotations.NullMarked;
