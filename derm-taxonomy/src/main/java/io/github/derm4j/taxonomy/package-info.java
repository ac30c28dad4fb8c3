/**
 * The disease tree, its partition into training classes, and the inference over the tree.
 *
 * <p>Start at {@link io.github.derm4j.taxonomy.DiseaseTaxonomy}. {@link
 * io.github.derm4j.taxonomy.DiseaseCounts} holds the number of images on its nodes; {@link
 * io.github.derm4j.taxonomy.DiseasePartitioner} divides the tree into training classes, a {@link
 * io.github.derm4j.taxonomy.DiseasePartition}; {@link io.github.derm4j.taxonomy.InferenceMap} sums
 * the probabilities of training classes into the classes of a question.
 *
 * <p>After Esteva et al., "Dermatologist-level classification of skin cancer with deep neural
 * networks", Nature 542 (2017), doi:10.1038/nature21056, called "the paper" here.
 */
@NullMarked
package io.github.derm4j.taxonomy;

import org.jspecify.annotations.NullMarked;
