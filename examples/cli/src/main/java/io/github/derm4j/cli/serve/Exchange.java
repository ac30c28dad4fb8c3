package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

/** A request and its response. */
final class Exchange {

  private static final int PIECE = 1 << 16;
  private static final int DEEPEST_JSON = 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST_JSON).build())
                  .build())
          .build();

  private final Request request;
  private final Response response;
  private final Duration upload;

  Exchange(Request request, Response response, Duration upload) {
    this.request = request;
    this.response = response;
    this.upload = upload;
  }

  /**
   * A parameter of the query.
   *
   * @param name its name
   * @param otherwise the default value
   * @return its value
   */
  public String query(String name, String otherwise) {
    Fields fields;
    try {
      fields = Request.extractQueryParameters(request);
    } catch (RuntimeException malformed) {
      throw Refusal.badRequest("the query of the address is malformed");
    }
    String value = fields.getValue(name);
    return value == null ? otherwise : value;
  }

  /**
   * A whole number of the query.
   *
   * @param name its name
   * @param otherwise the default value
   * @param least the minimum
   * @param most the maximum
   * @return its value
   * @throws Refusal if it is not a number from {@code least} to {@code most}
   */
  public int query(String name, int otherwise, int least, int most) {
    String value = query(name, "");
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // Reported below.
    }
    throw Refusal.badRequest(name + " must be a whole number from " + least + " to " + most);
  }

  /**
   * Reads the body.
   *
   * @param most the maximum number of bytes
   * @return its bytes
   * @throws IOException if the client is gone
   * @throws Refusal if the body is larger or takes too long
   */
  public byte[] body(int most) throws IOException {
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    long start = System.nanoTime();
    ByteArrayOutputStream body =
        new ByteArrayOutputStream((int) Math.max(PIECE / 16, request.getLength()));
    byte[] piece = new byte[PIECE];
    InputStream in = Request.asInputStream(request);
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      if (body.size() + n > most) {
        throw tooLarge(most);
      }
      if (System.nanoTime() - start > upload.toNanos()) {
        throw new Refusal(
            HttpStatus.REQUEST_TIMEOUT_408,
            "the body took more than " + upload.toSeconds() + " seconds; try again");
      }
      body.write(piece, 0, n);
    }
    return body.toByteArray();
  }

  private static Refusal tooLarge(int most) {
    return new Refusal(
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "the body is larger than the limit of " + most + " bytes; send a smaller one");
  }

  /**
   * Reads a body that is JSON.
   *
   * @param most the maximum number of bytes
   * @return the document
   * @throws IOException if the client is gone
   * @throws Refusal if the body is larger, takes too long or is not JSON
   */
  public JsonNode json(int most) throws IOException {
    byte[] body = body(most);
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json != null && !json.isMissingNode()) {
        return json;
      }
    } catch (JsonProcessingException malformed) {
      // Reported below.
    }
    throw Refusal.badRequest("the body is not JSON");
  }

  /** {@return a new empty object for a response} */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Sends JSON.
   *
   * @param json the document
   * @throws IOException if the client is gone
   */
  public void json(JsonNode json) throws IOException {
    bytes("application/json", text(json).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends bytes that must not be cached.
   *
   * @param type the content type
   * @param bytes the content
   * @throws IOException if the client is gone
   */
  public void bytes(String type, byte[] bytes) throws IOException {
    bytes(type, bytes, "no-store");
  }

  void bytes(String type, byte[] bytes, String caching) throws IOException {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, caching);
    Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
  }

  /** Sends an error. */
  void refuse(Refusal refusal) throws IOException {
    response.setStatus(refusal.status());
    // The unread rest of the body would be taken for the next request.
    if (request.getLength() != 0) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    json(object().put("error", refusal.text()));
  }

  static String text(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Response response() {
    return response;
  }

  Request request() {
    return request;
  }
}
