/**
 * The rules of this project that a machine can check.
 *
 * <pre>
 *   compiled classes --> ArchitectureTest     who may depend on whom, what the core may touch, names
 *   source files     --> SourceRulesTest      sizes, comments, suppressions, sleeping tests
 *   Markdown         --> DocumentsTest        links that lead somewhere
 * </pre>
 *
 * <p>Invariants: every rule has a test that shows it failing on a small example, because a rule that cannot fail is
 * worse than none. Exceptions stand in {@code src/test/resources} with a reason; their numbers may only shrink.
 */
@NullMarked
package io.dengine.rules;

import org.jspecify.annotations.NullMarked;
