/** The parts of a report: figures with their spread, tables, charts, and facts about the machine. */
@NullMarked
package io.dengine.bench.report;

import org.jspecify.annotations.NullMarked;
