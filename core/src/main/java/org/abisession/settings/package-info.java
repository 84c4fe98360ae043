/** The settings: where they may stand, which one wins, what they may be, and how a wrong one is reported. */
@NullMarked
package org.abisession.settings;

import org.jspecify.annotations.NullMarked;
