/** The store in Redis: keys, scripts, metadata. */
@NullMarked
package org.abisession.redis;

import org.jspecify.annotations.NullMarked;
