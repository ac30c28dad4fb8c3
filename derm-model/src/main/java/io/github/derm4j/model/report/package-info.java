/**
 * Readable reports: {@link io.github.derm4j.model.report.HtmlReport} makes the page of an
 * evaluation, {@link io.github.derm4j.model.report.CrossValidationTable} the table of a
 * cross-validation.
 */
@NullMarked
package io.github.derm4j.model.report;

import org.jspecify.annotations.NullMarked;
