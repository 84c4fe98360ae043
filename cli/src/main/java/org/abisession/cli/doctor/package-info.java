/** What {@code abi-session doctor} looks at. */
@NullMarked
package org.abisession.cli.doctor;

import org.jspecify.annotations.NullMarked;
