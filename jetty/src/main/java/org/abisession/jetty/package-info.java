/**
 * Sessions in Redis on Jetty 12. One line wires all web applications of a server:
 *
 * <pre>{@code
 * server.addBean(new RedisSessionDataStoreFactory());
 * }</pre>
 *
 * <p>Jetty keeps a session object while a request uses it, and asks Redis for it again after that. The types
 * here are a {@link org.abisession.jetty.RedisSessionCache cache} of those in use and a {@link
 * org.abisession.jetty.RedisSessionDataStore store}, which belong together; neither knows a servlet API, so that
 * the same jar serves ee8 to ee11.
 */
@NullMarked
package org.abisession.jetty;

import org.jspecify.annotations.NullMarked;
