/** The store keeps the contract of state machines, and the program prints what its README says. */
@NullMarked
package io.dengine.examples.storage;

import org.jspecify.annotations.NullMarked;
