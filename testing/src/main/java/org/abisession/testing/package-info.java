/**
 * Holds what tests of every module, and the demo applications, need around them: a Redis, a proxy that counts, the
 * logs, an HTTP client.
 */
@NullMarked
package org.abisession.testing;

import org.jspecify.annotations.NullMarked;
