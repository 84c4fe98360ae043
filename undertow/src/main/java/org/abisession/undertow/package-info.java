/** Sessions in Redis on Undertow. Users name {@link org.abisession.undertow.RedisSessionExtension}, if anything. */
@NullMarked
package org.abisession.undertow;

import org.jspecify.annotations.NullMarked;
