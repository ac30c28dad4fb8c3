/**
 * A run of the main job and what it found; {@link io.github.derm4j.cli.study.StudyResult} is
 * written as JSON and as a page.
 */
@NullMarked
package io.github.derm4j.cli.study;

import org.jspecify.annotations.NullMarked;
