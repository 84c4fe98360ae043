/**
 * The contract of the store of sessions, and its values: what an adapter of a container needs. Applications use {@code
 * org.abisession}.
 */
@NullMarked
package org.abisession.store;

import org.jspecify.annotations.NullMarked;
