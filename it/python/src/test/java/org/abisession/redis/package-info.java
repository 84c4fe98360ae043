/** Opens what tests of other packages compare. */
@NullMarked
package org.abisession.redis;

import org.jspecify.annotations.NullMarked;
