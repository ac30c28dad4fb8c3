/**
 * Finds possible errors in a data set: {@link io.github.derm4j.data.cleaning.FeatureRanking} ranks
 * images by their features, and {@link io.github.derm4j.data.cleaning.ReviewPage} shows the first
 * of each ranking to a person who decides. {@link io.github.derm4j.data.archive.CleaningDecisions}
 * applies the decisions when the data are read.
 */
@NullMarked
package io.github.derm4j.data.cleaning;

import org.jspecify.annotations.NullMarked;
