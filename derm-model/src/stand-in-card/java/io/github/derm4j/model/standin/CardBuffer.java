package io.github.derm4j.model.standin;

import static io.github.derm4j.model.standin.Transfer.Direction.DEVICE_TO_HOST;
import static io.github.derm4j.model.standin.Transfer.Direction.HOST_TO_DEVICE;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The two sides of one of ND4J's data buffers, and which of them is the newer; its views share it.
 * The device's side is what ND4J's natives for the CPU compute on.
 */
final class CardBuffer {

  private final long bytes;
  private final HostMemory hostMemory;
  private @Nullable Pointer host;
  private boolean owned;
  private boolean hostIsNewer;
  private boolean deviceIsNewer;
  private int users = 1;

  CardBuffer(long bytes, HostMemory hostMemory) {
    this.bytes = bytes;
    this.hostMemory = hostMemory;
  }

  /** A pointer to a number of bytes from an address on. */
  static Pointer at(long where) {
    return new BytePointer() {
      {
        this.address = where;
      }
    };
  }

  /** The host's side from an offset on, or null where none was asked for yet. */
  synchronized @Nullable Pointer host(long offset) {
    return host == null ? null : at(host.address() + offset);
  }

  synchronized void setHost(@Nullable Pointer memory) {
    host = memory;
    owned = false;
  }

  synchronized void allocateHost() {
    if (host == null) {
      host = hostMemory.pageable(bytes);
      owned = true;
      deviceIsNewer = true;
    }
  }

  /** Copies what the host wrote, if it did, as a kernel has it done that reads the buffer. */
  synchronized void synchronizeToDevice(Pointer device) {
    if (host != null && hostIsNewer) {
      Transfer.add(HOST_TO_DEVICE, bytes, device.address(), hostMemory.isPinned(host), true);
      Pointer.memcpy(device, at(host.address()), bytes);
      hostIsNewer = false;
    }
  }

  /** Copies what the device computed, if it did, as who reads a number has it done. */
  synchronized void synchronizeToHost(Pointer device) {
    allocateHost();
    if (host != null && deviceIsNewer) {
      Transfer.add(DEVICE_TO_HOST, bytes, host.address(), hostMemory.isPinned(host), true);
      Pointer.memcpy(at(host.address()), device, bytes);
      deviceIsNewer = false;
    }
  }

  synchronized void writtenByHost() {
    hostIsNewer = true;
    deviceIsNewer = false;
  }

  synchronized void writtenByDevice() {
    deviceIsNewer = true;
    hostIsNewer = false;
  }

  synchronized void readByHost() {
    deviceIsNewer = false;
  }

  synchronized void readByDevice() {
    hostIsNewer = false;
  }

  /** As ND4J's natives say it: −1 is the host, 1 the device, 0 both. */
  synchronized int locality() {
    if (hostIsNewer) {
      return -1;
    }
    return deviceIsNewer || host == null ? 1 : 0;
  }

  synchronized void share() {
    users++;
  }

  synchronized void release() {
    users--;
    if (users == 0 && owned && host != null) {
      hostMemory.free(host);
    }
  }
}
