package io.github.derm4j.model.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of the C library, where the engine's arrays are.
 *
 * <p>What is freed there stays with the process where anything that is still used lies above it.
 * The first step of a training leaves 1.8 GB in this way at 299 pixels and 16 images, for its
 * activations are single arrays until the workspaces have learnt their size.
 */
public final class NativeHeap {

  private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

  private NativeHeap() {}

  /**
   * Gives free pages back to the system, in some tenths of a second; does nothing where the virtual
   * machine can't (other systems than Linux with glibc, OpenJ9).
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
