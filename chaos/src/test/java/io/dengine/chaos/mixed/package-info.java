/** Tests that the audit detects faults. */
@NullMarked
package io.dengine.chaos.mixed;

import org.jspecify.annotations.NullMarked;
