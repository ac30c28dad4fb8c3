/**
 * The measurements of {@code derm-benchmarks/gpu-check} on a GPU: {@link
 * io.github.derm4j.benchmarks.gpu.GpuCheck}.
 */
@NullMarked
package io.github.derm4j.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
