package io.github.derm4j.cli.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are allowed. Their Host must be this server's, so that no other name can
 * be bound to its address; their Origin must be this server's, so that no other site can send them;
 * and, if a token is set, they must contain it.
 */
final class Guard {

  /** The content security policy: only the server's own files, and nothing inline. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final List<HttpField> HEADERS =
      List.of(
          new HttpField("Content-Security-Policy", POLICY),
          new HttpField("X-Content-Type-Options", "nosniff"),
          new HttpField("X-Frame-Options", "DENY"),
          new HttpField("Referrer-Policy", "no-referrer"),
          new HttpField("Cross-Origin-Opener-Policy", "same-origin"),
          new HttpField("Cross-Origin-Resource-Policy", "same-origin"));

  private final Set<String> authorities;
  private final @Nullable String token;
  private final String cookie;

  /**
   * Makes a guard.
   *
   * @param authorities the hosts and ports of the server, in lower case
   * @param token the token that a client must present; null for none
   */
  Guard(Set<String> authorities, @Nullable String token, int port) {
    this.authorities = Set.copyOf(authorities);
    this.token = token;
    // Cookies are not specific to a port.
    this.cookie = "derm-token-" + port;
  }

  /** The headers of every response. */
  static void harden(Response response) {
    HEADERS.forEach(response.getHeaders()::put);
  }

  /**
   * Checks a request.
   *
   * @return whether to continue; if false, the response was already sent
   * @throws Refusal if the request is not allowed
   */
  boolean admit(Exchange exchange) throws IOException {
    Request request = exchange.request();
    HttpFields headers = request.getHeaders();
    String host = headers.get(HttpHeader.HOST);
    String authority = request.getHttpURI().getAuthority();
    if (host == null || !isOurs(host) || (authority != null && !isOurs(authority))) {
      throw new Refusal(
          HttpStatus.MISDIRECTED_REQUEST_421, "this server answers only at the address it printed");
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    String site = headers.get("Sec-Fetch-Site");
    boolean navigation = "navigate".equals(headers.get("Sec-Fetch-Mode")) && isRead(request);
    if ((origin != null && !isOurOrigin(origin))
        || (site != null && !Set.of("same-origin", "none").contains(site) && !navigation)) {
      throw new Refusal(HttpStatus.FORBIDDEN_403, "requests from other sites are not answered");
    }
    return token == null || hasToken(exchange, token);
  }

  private boolean isOurs(String authority) {
    return authorities.contains(authority.toLowerCase(Locale.ROOT));
  }

  private boolean isOurOrigin(String origin) {
    return origin.startsWith("http://") && isOurs(origin.substring("http://".length()));
  }

  private static boolean isRead(Request request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  /**
   * Handles a link with the token: sets a cookie, and redirects to the address without the token.
   */
  private boolean hasToken(Exchange exchange, String token) throws IOException {
    Request request = exchange.request();
    String bearer = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (bearer != null && bearer.startsWith("Bearer ") && same(bearer.substring(7), token)) {
      return true;
    }
    for (HttpCookie each : Request.getCookies(request)) {
      if (each.getName().equals(cookie) && same(String.valueOf(each.getValue()), token)) {
        return true;
      }
    }
    if (isRead(request) && same(exchange.query("token", ""), token)) {
      Response response = exchange.response();
      response.setStatus(HttpStatus.SEE_OTHER_303);
      response.getHeaders().put(HttpHeader.LOCATION, request.getHttpURI().getPath());
      response
          .getHeaders()
          .put(HttpHeader.SET_COOKIE, cookie + "=" + token + "; HttpOnly; SameSite=Strict; Path=/");
      exchange.bytes("text/plain; charset=utf-8", new byte[0]);
      return false;
    }
    throw new Refusal(
        HttpStatus.UNAUTHORIZED_401,
        "open the address with the token that derm serve printed, or send the header"
            + " Authorization: Bearer TOKEN");
  }

  private static boolean same(String given, String token) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
