package io.github.derm4j.model.evaluation;

/** A threshold, and where it comes from. */
record Threshold(double value, String origin) {}
