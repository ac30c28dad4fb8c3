/**
 * The web server of {@code derm serve}, and its pages.
 *
 * <p>{@link io.github.derm4j.cli.serve.PageServer} is the entry. A page is a class that implements
 * {@link io.github.derm4j.cli.serve.Page}:
 *
 * <ul>
 *   <li>{@link io.github.derm4j.cli.serve.Page#name()} and {@link
 *       io.github.derm4j.cli.serve.Page#path()} make the entry of the navigation and the address;
 *   <li>{@link io.github.derm4j.cli.serve.Page#main()} is the HTML inside of {@code <main>},
 *       without any inline script, style or handler, because the content security policy forbids
 *       these;
 *   <li>{@link io.github.derm4j.cli.serve.Page#scripts()} names the ES modules that the page loads;
 *   <li>in {@link io.github.derm4j.cli.serve.Page#register} the page names its answers: {@link
 *       io.github.derm4j.cli.serve.Routes#get}, {@link io.github.derm4j.cli.serve.Routes#post},
 *       {@link io.github.derm4j.cli.serve.Routes#events} for server-sent events, and {@link
 *       io.github.derm4j.cli.serve.Routes#asset} for its files. Paths are compared as a whole; a
 *       parameter stands in the query.
 * </ul>
 *
 * <p>An {@link io.github.derm4j.cli.serve.Exchange} reads the body of a request within limits and
 * sends one answer. To answer with an error, an action throws {@link
 * io.github.derm4j.cli.serve.Refusal}. The server checks Host and Origin, sets the security headers
 * and limits the requests in flight, so that a page need not.
 *
 * <p>{@link io.github.derm4j.cli.serve.DevicePage} writes the classify page that needs no server,
 * with the same look.
 */
@NullMarked
package io.github.derm4j.cli.serve;

import org.jspecify.annotations.NullMarked;
