/**
 * Charts of the metrics as self-contained SVG text: {@link io.github.derm4j.metrics.chart.RocChart}
 * and {@link io.github.derm4j.metrics.chart.ConfusionMatrixChart}.
 *
 * <p>Charts only draw values; they compute none. The text contains no script, style sheet or
 * external reference, so it can be written to a file or embedded in a page unchanged. The SVG is
 * written directly, because three simple charts do not justify a charting library as a dependency
 * of the metrics.
 */
@NullMarked
package io.github.derm4j.metrics.chart;

import org.jspecify.annotations.NullMarked;
