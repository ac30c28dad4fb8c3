/**
 * What {@code derm-benchmarks/gpu-check} measures on a graphics card: {@link
 * io.github.derm4j.benchmarks.gpu.GpuCheck}.
 */
@NullMarked
package io.github.derm4j.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
