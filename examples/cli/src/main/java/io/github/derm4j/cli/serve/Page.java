package io.github.derm4j.cli.serve;

import java.util.List;

/** A page of the server, with its answers. */
public interface Page extends AutoCloseable {

  /** {@return the entry in the navigation} */
  String name();

  /** {@return the address, as in {@code /classify}} */
  String path();

  /** {@return the HTML inside of {@code <main>}; no inline script, style or handler} */
  String main();

  /** {@return the addresses of the ES modules that the page loads, such as {@code /assets/x.js}} */
  List<String> scripts();

  /** {@return the addresses of further style sheets} */
  default List<String> styles() {
    return List.of();
  }

  /**
   * Adds the page's files and answers. Called once, before the server starts.
   *
   * @param routes where they are added
   */
  void register(Routes routes);

  /** Releases what the page holds. Called when the server stops. */
  @Override
  default void close() {}
}
