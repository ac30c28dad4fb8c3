package io.github.derm4j.model.backend;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of NVIDIA's driver on this machine, queried without loading a backend: a backend that
 * finds no driver only reports which file it could not open.
 *
 * @param problem the problem, with a remedy; null if there is none
 * @param version the newest CUDA version that the driver supports, such as 11060 for 11.6; 0
 *     without a driver
 * @param devices its devices, in the driver's order
 */
record CudaDriver(@Nullable String problem, int version, List<Device> devices) {

  // Results of the driver's API, as cuda.h names them.
  private static final int CUDA_SUCCESS = 0;
  private static final int CUDA_ERROR_NO_DEVICE = 100;

  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR.
  private static final int MAJOR = 75;
  private static final int MINOR = 76;

  private static final int NAME_BYTES = 256;

  static final String NO_DEVICE =
      "there is an NVIDIA driver but no device that it may use; see nvidia-smi and"
          + " CUDA_VISIBLE_DEVICES (in a container: start it with --gpus all)";

  CudaDriver {
    devices = List.copyOf(devices);
  }

  /** The problem of the driver or its devices, if there is one. */
  Optional<String> failure() {
    return Optional.ofNullable(problem);
  }

  /** The newest CUDA version that it supports, such as 11.6. */
  String newestCuda() {
    return String.format(Locale.ROOT, "%d.%d", version / 1000, version % 1000 / 10);
  }

  /** Queries the driver that the system's loader finds. */
  static CudaDriver ofThisMachine() {
    return of(Platform.isWindows() ? "nvcuda" : "libcuda.so.1");
  }

  /** Queries a driver library, given by its name or path. */
  static CudaDriver of(String library) {
    NativeLibrary driver;
    try {
      driver = NativeLibrary.getInstance(library);
    } catch (UnsatisfiedLinkError absent) {
      return absent(library);
    }
    try {
      return ask(driver);
    } catch (UnsatisfiedLinkError incomplete) {
      return broken(
          library + " is no CUDA driver (" + incomplete.getMessage() + "); reinstall the driver");
    } catch (DriverError error) {
      return broken(error.problem);
    } finally {
      driver.dispose();
    }
  }

  private static CudaDriver ask(NativeLibrary driver) throws DriverError {
    call(driver, "cuInit", 0);
    int count = number(driver, "cuDeviceGetCount");
    if (count == 0) {
      throw noDevice();
    }
    List<Device> devices = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      devices.add(device(driver, index));
    }
    return new CudaDriver(null, number(driver, "cuDriverGetVersion"), devices);
  }

  private static Device device(NativeLibrary driver, int index) throws DriverError {
    int handle = number(driver, "cuDeviceGet", index);
    byte[] name = new byte[NAME_BYTES];
    call(driver, "cuDeviceGetName", name, NAME_BYTES, handle);
    LongByReference memory = new LongByReference();
    call(driver, "cuDeviceTotalMem_v2", memory, handle);
    return new Device(
        new String(name, StandardCharsets.US_ASCII).split("\0", 2)[0],
        memory.getValue(),
        Optional.of(
            new ComputeCapability(
                attribute(driver, MAJOR, handle), attribute(driver, MINOR, handle))));
  }

  private static int attribute(NativeLibrary driver, int attribute, int handle) throws DriverError {
    return number(driver, "cuDeviceGetAttribute", attribute, handle);
  }

  /** Calls a function that writes one number to its first argument. */
  private static int number(NativeLibrary driver, String function, Object... more)
      throws DriverError {
    IntByReference result = new IntByReference();
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = result;
    System.arraycopy(more, 0, arguments, 1, more.length);
    call(driver, function, arguments);
    return result.getValue();
  }

  private static void call(NativeLibrary driver, String function, Object... arguments)
      throws DriverError {
    int status = driver.getFunction(function).invokeInt(arguments);
    if (status == CUDA_ERROR_NO_DEVICE) {
      throw noDevice();
    }
    if (status != CUDA_SUCCESS) {
      throw new DriverError(
          "the NVIDIA driver answers "
              + function
              + " with error "
              + status
              + "; see whether nvidia-smi works, and restart the machine if the driver was"
              + " updated");
    }
  }

  private static DriverError noDevice() {
    return new DriverError(NO_DEVICE);
  }

  static CudaDriver absent(String library) {
    return broken(
        "there is no NVIDIA driver: "
            + library
            + " can't be loaded; install the driver (in a container: start it with --gpus all)");
  }

  static CudaDriver broken(String problem) {
    return new CudaDriver(problem, 0, List.of());
  }

  private static final class DriverError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    DriverError(String problem) {
      super(problem);
      this.problem = problem;
    }
  }
}
