/**
 * Reports of an evaluation: {@link io.github.derm4j.model.report.HtmlReport} draws a page for
 * people, {@link io.github.derm4j.model.report.MetricsJson} writes the same for programs.
 */
@NullMarked
package io.github.derm4j.model.report;

import org.jspecify.annotations.NullMarked;
