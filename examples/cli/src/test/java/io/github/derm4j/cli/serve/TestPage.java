package io.github.derm4j.cli.serve;

import java.io.IOException;
import java.util.List;

/** A page without content, for the tests of the server. */
class TestPage implements Page {

  private final String path;

  TestPage(String path) {
    this.path = path;
  }

  @Override
  public String name() {
    return "Test";
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String main() {
    return "<h1>Test</h1>";
  }

  @Override
  public List<String> scripts() {
    return List.of();
  }

  @Override
  public void register(Routes routes) {}

  /** A server of a page, of which no answer may fail. */
  static PageServer serve(Page page) throws IOException {
    return PageServer.start(
        "127.0.0.1",
        0,
        List.of(page),
        failure -> {
          throw new AssertionError(failure);
        });
  }
}
