/** Settings: where they come from, what they must be. */
@NullMarked
package org.abisession.settings;

import org.jspecify.annotations.NullMarked;
