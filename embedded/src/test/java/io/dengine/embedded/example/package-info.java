/** Parts that a stranger would write: what the documents show, and what the contract suites judge. */
@NullMarked
package io.dengine.embedded.example;

import org.jspecify.annotations.NullMarked;
