package io.github.derm4j.model;

/** A body and the layer on top of it. */
record TrainedNetwork(FeatureExtractor extractor, SoftmaxHead head) {}
