/**
 * The report of an evaluation to read: {@link io.github.derm4j.model.report.HtmlReport} draws a
 * page, {@link io.github.derm4j.model.report.CrossValidationTable} the table of a cross-validation.
 */
@NullMarked
package io.github.derm4j.model.report;

import org.jspecify.annotations.NullMarked;
