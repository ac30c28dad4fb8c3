package io.github.derm4j.model.evaluation;

/** A threshold and its origin. */
record Threshold(double value, String origin) {}
