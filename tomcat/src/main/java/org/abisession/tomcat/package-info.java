/** Sessions in Redis on Tomcat 10.1 and 11. Users name {@link org.abisession.tomcat.RedisSessionManager}. */
@NullMarked
package org.abisession.tomcat;

import org.jspecify.annotations.NullMarked;
