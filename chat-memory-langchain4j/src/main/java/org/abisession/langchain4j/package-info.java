/** LangChain4j's chat memory over the conversation of a session. */
@NullMarked
package org.abisession.langchain4j;

import org.jspecify.annotations.NullMarked;
