/** Contains the commands of {@code abi-session}. */
@NullMarked
package org.abisession.cli;

import org.jspecify.annotations.NullMarked;
