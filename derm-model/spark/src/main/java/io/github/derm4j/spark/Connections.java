package io.github.derm4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;

/**
 * The settings of the connections between the ranks of a training. Connections are authenticated by
 * a random token of the job; the traffic is not encrypted.
 *
 * @param firstPort the first port on which a rank may listen, or 0 for any free port
 * @param lastPort the last port, or 0
 * @param timeout the maximum time that a rank waits for the others; it must exceed the time that
 *     the slowest rank needs to read its images and to evaluate the validation images
 */
public record Connections(int firstPort, int lastPort, Duration timeout) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Any port and a timeout of ten minutes. */
  public static final Connections DEFAULT = new Connections(0, 0, Duration.ofMinutes(10));

  /**
   * Checks the values.
   *
   * @param firstPort the first port, or 0
   * @param lastPort the last port, or 0
   * @param timeout the maximum time that a rank waits
   * @throws IllegalArgumentException if a value is out of range
   */
  public Connections {
    boolean any = firstPort == 0 && lastPort == 0;
    if (!any && (firstPort < 1 || lastPort < firstPort || lastPort > 65535)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "ports %d to %d: give a range from 1 to 65535, such as 40000 to 40100, or 0 and 0 for any",
              firstPort,
              lastPort));
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.toDays() > 1) {
      throw new IllegalArgumentException(
          "timeout = " + timeout + ": must be above 0 and at most a day");
    }
  }

  /**
   * Changes the ports.
   *
   * @param text such as {@code 40000-40100}
   * @return a changed copy
   * @throws IllegalArgumentException if it is not a range of ports
   */
  public Connections withPorts(String text) {
    String[] ends = text.split("-", -1);
    try {
      int first = Integer.parseInt(ends[0].strip());
      return new Connections(first, Integer.parseInt(ends[ends.length - 1].strip()), timeout);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "ports = " + text + ": give a range such as 40000-40100, or 0 for any port", e);
    }
  }

  /**
   * Changes the timeout.
   *
   * @param longest the maximum time that a rank waits for the others
   * @return a changed copy
   */
  public Connections withTimeout(Duration longest) {
    return new Connections(firstPort, lastPort, longest);
  }

  /** Listens on the first free port of the range, on one address of this machine. */
  ServerSocket listen(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    for (int port = firstPort; port <= lastPort; port++) {
      ServerSocket server = new ServerSocket();
      try {
        server.bind(new InetSocketAddress(address, port));
        return server;
      } catch (IOException taken) {
        server.close();
        if (port == lastPort) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "cannot listen on %s, ports %d to %d (%s); give a larger range of ports",
                  host,
                  firstPort,
                  lastPort,
                  taken.getMessage()),
              taken);
        }
      }
    }
    throw new IllegalStateException("no port");
  }
}
