package io.github.derm4j.model.runtime;

/**
 * Where and with how many threads ONNX Runtime computes.
 *
 * @param provider the execution provider
 * @param device the number of the device, from 0, for providers that have several
 * @param threads the number of threads that one operation may use on the CPU, at least 1
 */
public record OnnxOptions(OnnxProvider provider, int device, int threads) {

  /**
   * Checks the values.
   *
   * @param provider the execution provider
   * @param device the number of the device, from 0, for providers that have several
   * @param threads the number of threads that one operation may use on the CPU, at least 1
   * @throws IllegalArgumentException if a number is too small, or the provider has no numbered
   *     devices and the device is not 0
   */
  public OnnxOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
    }
    if (device < 0 || (device > 0 && !provider.hasDevices())) {
      throw new IllegalArgumentException(
          "device = "
              + device
              + ": must be "
              + (provider.hasDevices() ? "at least 0" : "0 for " + provider.word()));
    }
  }

  /**
   * Computation on the CPU.
   *
   * @param threads the number of threads that one operation may use, at least 1
   * @return the options
   * @throws IllegalArgumentException if there are fewer threads
   */
  public static OnnxOptions cpu(int threads) {
    return new OnnxOptions(OnnxProvider.CPU, 0, threads);
  }

  /**
   * Computation on all threads of the CPU, or on a device.
   *
   * @param provider the execution provider
   * @return the options, with device 0
   */
  public static OnnxOptions of(OnnxProvider provider) {
    return new OnnxOptions(provider, 0, Runtime.getRuntime().availableProcessors());
  }

  /**
   * A copy with another device.
   *
   * @param number the number of the device, from 0
   * @return changed options
   * @throws IllegalArgumentException if the provider has no such device
   */
  public OnnxOptions withDevice(int number) {
    return new OnnxOptions(provider, number, threads);
  }
}
