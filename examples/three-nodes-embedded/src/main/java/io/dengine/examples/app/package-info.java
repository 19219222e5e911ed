/**
 * An application that serves HTTP and keeps its state in a node of its own.
 *
 * <pre>
 *   HAProxy --writes--> application 2 (its node leads)
 *      |                      |  Raft
 *      '---reads----> applications 1 and 3
 * </pre>
 *
 * <p>Invariant: any application takes any request; which one is asked decides how fast the answer is, never what it is.
 */
@NullMarked
package io.dengine.examples.app;

import org.jspecify.annotations.NullMarked;
