package io.github.derm4j.cli.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests byte by byte: Java's client would set Host and Origin itself. */
final class RawHttp {

  /** An answer as it was sent. */
  record Answer(int status, Map<String, String> headers, String body) {}

  private RawHttp() {}

  /** Sends a request with further header lines, and reads until the server closes. */
  static Answer send(URI server, String method, String target, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    boolean hasHost = false;
    for (String header : headers) {
      head.append(header).append("\r\n");
      hasHost |= header.toLowerCase(Locale.ROOT).startsWith("host:");
    }
    if (!hasHost) {
      head.append("Host: ").append(server.getAuthority()).append("\r\n");
    }
    head.append("Connection: close\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    try (Socket socket = open(server)) {
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static Answer get(URI server, String target, String... headers) throws IOException {
    return send(server, "GET", target, new byte[0], headers);
  }

  static Socket open(URI server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
  }
}
