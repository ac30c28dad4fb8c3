package io.github.derm4j.cli.serve;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The page that explains how to start the server with a classifier. */
public final class StartPage implements Page {

  /** Makes the page. */
  public StartPage() {}

  @Override
  public String name() {
    return "Classify";
  }

  @Override
  public String path() {
    return "/classify";
  }

  @Override
  public String main() {
    return new String(Routes.read(StartPage.class, "start.html"), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> scripts() {
    return List.of();
  }

  @Override
  public void register(Routes routes) {}
}
