package io.github.derm4j.model.internal;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** Checks whether oneDNN's Java preset is on the class path and supports this processor. */
public final class OneDnnPreset {

  private static final Optional<String> PROBLEM = findProblem();

  private OneDnnPreset() {}

  /**
   * Explains why oneDNN can't be called directly.
   *
   * @return one line; empty if it can
   */
  public static Optional<String> problem() {
    return PROBLEM;
  }

  /**
   * {@return whether the processor has AVX-512, which computes 16 channels at once instead of 8}
   */
  public static boolean hasAvx512() {
    return has(dnnl.dnnl_cpu_isa_avx512_core);
  }

  /** {@return whether the processor multiplies in bfloat16} */
  public static boolean hasBf16() {
    return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
  }

  /** {@return whether the processor multiplies in 8 bits with sums in 32} */
  public static boolean hasVnni() {
    return has(dnnl.dnnl_cpu_isa_avx512_core_vnni);
  }

  private static Optional<String> findProblem() {
    try {
      return has(dnnl.dnnl_cpu_isa_avx2)
          ? Optional.empty()
          : Optional.of("the processor has no AVX2, without which oneDNN is slow");
    } catch (LinkageError missing) {
      return Optional.of(
          "oneDNN's preset is not on the class path; add org.bytedeco:dnnl:2.5.2-1.5.7, and that"
              + " and org.bytedeco:opencl:3.0-1.5.7 with the classifier "
              + Loader.getPlatform());
    }
  }

  private static boolean has(int instructions) {
    return (dnnl.dnnl_get_effective_cpu_isa() & instructions) == instructions;
  }
}
