/** Spring AI's chat memory over the conversation of a session. */
@NullMarked
package org.abisession.springai;

import org.jspecify.annotations.NullMarked;
