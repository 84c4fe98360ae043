/** Contains the checks of {@code abi-session doctor}. */
@NullMarked
package org.abisession.cli.doctor;

import org.jspecify.annotations.NullMarked;
