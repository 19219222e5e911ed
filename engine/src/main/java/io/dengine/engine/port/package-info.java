/**
 * The ports of a node to its environment, one small interface each. Each has a contract suite in the testkit that the
 * real and the simulated implementation both pass.
 */
@NullMarked
package io.dengine.engine.port;

import org.jspecify.annotations.NullMarked;
