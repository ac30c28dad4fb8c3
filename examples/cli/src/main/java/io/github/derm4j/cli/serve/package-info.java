/**
 * The web server of {@code derm serve}, and its pages.
 *
 * <p>Start with {@link io.github.derm4j.cli.serve.PageServer}. A page is a class that implements
 * {@link io.github.derm4j.cli.serve.Page}:
 *
 * <ul>
 *   <li>{@link io.github.derm4j.cli.serve.Page#name()} and {@link
 *       io.github.derm4j.cli.serve.Page#path()} are the name in the navigation and the address;
 *   <li>{@link io.github.derm4j.cli.serve.Page#main()} is the HTML inside of {@code <main>},
 *       without any inline script, style or handler, because the content security policy forbids
 *       these;
 *   <li>{@link io.github.derm4j.cli.serve.Page#scripts()} names the ES modules that the page loads;
 *   <li>in {@link io.github.derm4j.cli.serve.Page#register} the page adds its handlers: {@link
 *       io.github.derm4j.cli.serve.Routes#get}, {@link io.github.derm4j.cli.serve.Routes#post},
 *       {@link io.github.derm4j.cli.serve.Routes#events} for server-sent events, and {@link
 *       io.github.derm4j.cli.serve.Routes#asset} for its files. Paths are compared as a whole;
 *       parameters are in the query.
 * </ul>
 *
 * <p>An {@link io.github.derm4j.cli.serve.Exchange} reads the body of a request within limits and
 * sends one response. To send an error, a handler throws {@link
 * io.github.derm4j.cli.serve.Refusal}. The server checks Host and Origin, sets the security headers
 * and limits the requests in flight, so pages need not do this.
 *
 * <p>{@link io.github.derm4j.cli.serve.DevicePage} writes the classify page that needs no server,
 * in the same design.
 */
@NullMarked
package io.github.derm4j.cli.serve;

import org.jspecify.annotations.NullMarked;
