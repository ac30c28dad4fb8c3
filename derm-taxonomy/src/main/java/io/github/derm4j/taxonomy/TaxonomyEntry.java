package io.github.derm4j.taxonomy;

import java.util.List;

/** A node and what the input says about its parents. */
record TaxonomyEntry(DiseaseNode node, List<String> parentIds) {}
