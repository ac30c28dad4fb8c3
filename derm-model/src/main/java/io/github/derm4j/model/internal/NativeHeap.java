package io.github.derm4j.model.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap of the C library, which contains the engine's arrays.
 *
 * <p>Freed memory stays with the process if memory above it is still in use. At 299 pixels and 16
 * images, the first training step leaves 1.8 GB in this way, because its activations are separate
 * arrays until the workspaces have learnt their size.
 */
public final class NativeHeap {

  private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

  private NativeHeap() {}

  /**
   * Returns free pages to the system, which takes some tenths of a second. Does nothing if the
   * virtual machine does not support this (systems other than Linux with glibc, OpenJ9).
   */
  public static void trim() {
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      Object outcome =
          server.invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              new Object[0],
              new String[0]);
      LOG.debug("{}", outcome);
    } catch (JMException | JMRuntimeException e) {
      LOG.debug("free native memory is kept", e);
    }
  }
}
