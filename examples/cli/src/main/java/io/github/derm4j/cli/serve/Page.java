package io.github.derm4j.cli.serve;

import java.util.List;

/** A page of the server, with its routes. */
public interface Page extends AutoCloseable {

  /** {@return the name in the navigation} */
  String name();

  /** {@return the address, such as {@code /classify}} */
  String path();

  /** {@return the HTML inside of {@code <main>}; no inline script, style or handler} */
  String main();

  /** {@return the addresses of the ES modules that the page loads, such as {@code /assets/x.js}} */
  List<String> scripts();

  /** {@return the addresses of additional style sheets} */
  default List<String> styles() {
    return List.of();
  }

  /**
   * Adds the routes of the page. Called once, before the server starts.
   *
   * @param routes the routes of the server
   */
  void register(Routes routes);

  /** Releases the resources of the page. Called when the server stops. */
  @Override
  default void close() {}
}
