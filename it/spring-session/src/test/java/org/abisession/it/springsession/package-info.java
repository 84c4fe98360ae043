/** The change from Spring Session to abi-session, with both applications running. */
@NullMarked
package org.abisession.it.springsession;

import org.jspecify.annotations.NullMarked;
