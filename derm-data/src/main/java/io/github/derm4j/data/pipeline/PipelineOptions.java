package io.github.derm4j.data.pipeline;

import io.github.derm4j.data.image.DecodedCache;
import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.Normalization;
import java.util.Optional;

/** The settings that a {@link PipelineBuilder} collects. */
record PipelineOptions(
    int batch,
    long seed,
    int threads,
    int prefetch,
    Layout layout,
    Normalization normalization,
    ClassBalance balance,
    boolean shuffle,
    boolean strict,
    Optional<Mixup> mixup,
    Optional<DecodedCache> cache,
    int shard,
    int shards) {}
