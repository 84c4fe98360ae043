/** Holds what is compiled against Spring Boot 4. */
@NullMarked
package org.abisession.boot.v4;

import org.jspecify.annotations.NullMarked;
