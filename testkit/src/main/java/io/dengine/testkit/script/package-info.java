/**
 * Scripted scenarios of a few cores, compared with their golden output word by word.
 *
 * <pre>
 *   transcript file:   command lines             what the author makes happen
 *                      ----
 *                      golden output             what the cores answered when it was last approved
 * </pre>
 *
 * <p>Invariants: nothing happens that no command asked for: messages wait in the network, writes wait in front of the
 * disk, and time stands still until a command moves them; so a transcript shows every message and every write.
 */
@NullMarked
package io.dengine.testkit.script;

import org.jspecify.annotations.NullMarked;
