/**
 * The page that a person opens first: {@link io.github.derm4j.cli.report.HtmlReport} draws a {@link
 * io.github.derm4j.cli.study.StudyResult}.
 */
@NullMarked
package io.github.derm4j.cli.report;

import org.jspecify.annotations.NullMarked;
