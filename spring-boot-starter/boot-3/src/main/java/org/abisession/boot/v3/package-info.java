/** Holds what is compiled against Spring Boot 3. */
@NullMarked
package org.abisession.boot.v3;

import org.jspecify.annotations.NullMarked;
