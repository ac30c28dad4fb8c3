/**
 * Charts of the metrics as self-contained SVG text: {@link io.github.derm4j.metrics.chart.RocChart}
 * and {@link io.github.derm4j.metrics.chart.ConfusionMatrixChart}.
 *
 * <p>A chart draws values that were computed elsewhere and computes none. The text holds no script,
 * no style sheet and no reference to anything outside, so that it can be written to a file or put
 * into a page as it is. The SVG is written directly rather than through a charting library: three
 * charts need little, and nothing is added to what a user of the metrics has to install.
 */
@NullMarked
package io.github.derm4j.metrics.chart;

import org.jspecify.annotations.NullMarked;
