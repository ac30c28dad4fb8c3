package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.remote.Command;
import org.openqa.selenium.remote.CommandExecutor;
import org.openqa.selenium.remote.DriverCommand;
import org.openqa.selenium.remote.Response;

/**
 * Firefox without a window, driven by its own protocol (Marionette): what geckodriver does, which
 * Debian does not have.
 */
final class Firefox implements CommandExecutor, AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Marionette's name for what Selenium wants. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry(DriverCommand.GET, "WebDriver:Navigate"),
          Map.entry(DriverCommand.GET_TITLE, "WebDriver:GetTitle"),
          Map.entry(DriverCommand.FIND_ELEMENT, "WebDriver:FindElement"),
          Map.entry(DriverCommand.FIND_ELEMENTS, "WebDriver:FindElements"),
          Map.entry(DriverCommand.FIND_CHILD_ELEMENT, "WebDriver:FindElement"),
          Map.entry(DriverCommand.FIND_CHILD_ELEMENTS, "WebDriver:FindElements"),
          Map.entry(DriverCommand.CLICK_ELEMENT, "WebDriver:ElementClick"),
          Map.entry(DriverCommand.SEND_KEYS_TO_ELEMENT, "WebDriver:ElementSendKeys"),
          Map.entry(DriverCommand.GET_ELEMENT_TEXT, "WebDriver:GetElementText"),
          Map.entry(DriverCommand.GET_ELEMENT_DOM_ATTRIBUTE, "WebDriver:GetElementAttribute"),
          Map.entry(DriverCommand.GET_ELEMENT_DOM_PROPERTY, "WebDriver:GetElementProperty"),
          Map.entry(DriverCommand.IS_ELEMENT_SELECTED, "WebDriver:IsElementSelected"),
          Map.entry(DriverCommand.EXECUTE_SCRIPT, "WebDriver:ExecuteScript"),
          Map.entry(DriverCommand.EXECUTE_ASYNC_SCRIPT, "WebDriver:ExecuteAsyncScript"),
          Map.entry(DriverCommand.SCREENSHOT, "WebDriver:TakeScreenshot"));

  private final ObjectMapper json = new ObjectMapper();
  private final Path profile;
  private final Process process;
  private final Socket socket;
  private final DataInputStream in;
  private int commands;

  /** Starts Firefox with a new profile. */
  Firefox(Path program) throws IOException, InterruptedException {
    profile = Files.createTempDirectory("derm-firefox");
    Files.writeString(
        profile.resolve("user.js"),
        """
        user_pref("marionette.port", 0);
        user_pref("browser.shell.checkDefaultBrowser", false);
        user_pref("browser.startup.page", 0);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("app.update.disabledForTesting", true);
        user_pref("network.proxy.type", 0);
        user_pref("ui.prefersReducedMotion", 1);
        """);
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--marionette",
                "--remote-allow-system-access",
                "--no-remote",
                "--profile",
                profile.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path port = profile.resolve("MarionetteActivePort");
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!Files.exists(port) || Files.size(port) == 0) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("Firefox did not start");
      }
      Thread.sleep(100);
    }
    socket =
        new Socket(
            InetAddress.getLoopbackAddress(), Integer.parseInt(Files.readString(port).strip()));
    in = new DataInputStream(socket.getInputStream());
    read(); // Which protocol it speaks.
  }

  @Override
  public Response execute(Command command) throws IOException {
    if (command.getName().equals(DriverCommand.NEW_SESSION)) {
      JsonNode session = send("WebDriver:NewSession", Map.of("strictFileInteractability", false));
      Response response = answer(session.get("capabilities"));
      response.setSessionId(session.get("sessionId").asText());
      return response;
    }
    if (command.getName().equals(DriverCommand.QUIT)) {
      close();
      return answer(json.nullNode());
    }
    String name = NAMES.get(command.getName());
    if (name == null) {
      throw new WebDriverException("no counterpart in Marionette: " + command.getName());
    }
    Map<String, Object> parameters = new HashMap<>(command.getParameters());
    if (command.getName().startsWith("findChild")) {
      parameters.put("element", parameters.remove("id"));
    }
    if (command.getName().equals(DriverCommand.SEND_KEYS_TO_ELEMENT)
        && parameters.get("value") instanceof CharSequence[] keys) {
      parameters.put("text", String.join("", keys));
    }
    JsonNode result = send(name, parameters);
    return answer(result.isObject() && result.has("value") ? result.get("value") : result);
  }

  /** Sets a preference while Firefox runs. */
  void prefer(String name, int value) throws IOException {
    asBrowser("Services.prefs.setIntPref(arguments[0], arguments[1])", name, value);
  }

  /** Gives the page a size: the window alone can't be as narrow as a phone. */
  void resize(int width, int height) throws IOException {
    send("WebDriver:SetWindowRect", Map.of("width", Math.max(600, width), "height", height + 300));
    asBrowser(
        """
        const {style} = gBrowser.selectedBrowser;
        for (const [side, pixels] of [['width', arguments[0]], ['height', arguments[1]]]) {
          for (const limit of ['min', 'max']) {
            style.setProperty(`${limit}-${side}`, `${pixels}px`);
          }
        }
        """,
        width,
        height);
  }

  /** Runs a script in the window of the browser, not in the page. */
  private void asBrowser(String script, Object... arguments) throws IOException {
    send("Marionette:SetContext", Map.of("value", "chrome"));
    send("WebDriver:ExecuteScript", Map.of("script", script, "args", arguments));
    send("Marionette:SetContext", Map.of("value", "content"));
  }

  private Response answer(JsonNode value) {
    Response response = new Response();
    response.setState("success");
    response.setValue(json.convertValue(value, Object.class));
    return response;
  }

  private synchronized JsonNode send(String name, Map<String, ?> parameters) throws IOException {
    byte[] text = json.writeValueAsBytes(List.of(0, ++commands, name, parameters));
    socket.getOutputStream().write((text.length + ":").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(text);
    socket.getOutputStream().flush();
    JsonNode answer = read();
    JsonNode error = answer.get(2);
    if (error.isNull()) {
      return answer.get(3);
    }
    String message = error.path("message").asText();
    throw switch (error.path("error").asText()) {
      case "no such element" -> new NoSuchElementException(message);
      case "stale element reference" -> new StaleElementReferenceException(message);
      default ->
          new WebDriverException(name + ": " + error.path("error").asText() + ", " + message);
    };
  }

  /** A message: its length, a colon, JSON. */
  private JsonNode read() throws IOException {
    int length = 0;
    for (int digit = in.readByte(); digit != ':'; digit = in.readByte()) {
      length = 10 * length + digit - '0';
    }
    return json.readTree(in.readNBytes(length));
  }

  @Override
  public void close() {
    try (socket) {
      send("Marionette:Quit", Map.of("flags", List.of("eForceQuit")));
    } catch (IOException ended) {
      // That is what it should do.
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      try (java.util.stream.Stream<Path> all = Files.walk(profile)) {
        all.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
