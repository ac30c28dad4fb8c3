/**
 * The page that a person opens first: {@link io.github.derm4j.examples.report.HtmlReport} draws a
 * {@link io.github.derm4j.examples.study.StudyResult}.
 */
@NullMarked
package io.github.derm4j.examples.report;

import org.jspecify.annotations.NullMarked;
