/** Reads the settings from the places where they may stand, checks them, and reports a wrong one. */
@NullMarked
package org.abisession.settings;

import org.jspecify.annotations.NullMarked;
