/** Sessions in Redis for applications of Spring Boot: what Spring Boot 3 and 4 have in common. */
@NullMarked
package org.abisession.boot;

import org.jspecify.annotations.NullMarked;
