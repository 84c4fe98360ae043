/**
 * Sessions in Redis by a filter, for containers without an adapter. Users name
 * {@link org.abisession.filter.SessionFilterInstaller}, if anything.
 */
@NullMarked
package org.abisession.filter;

import org.jspecify.annotations.NullMarked;
