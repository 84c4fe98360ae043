package org.abisession.settings;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads whether an application's own web.xml has {@code <distributable/>} (Jakarta Servlet 6.0, 7.7.2). */
public final class WebXmlDistributable {
    private static final Logger LOG = LoggerFactory.getLogger(WebXmlDistributable.class);
    // From the inside out: an element of this name elsewhere is not the one.
    private static final List<String> PATH = List.of("distributable", "web-app");

    private WebXmlDistributable() {}

    /**
     * Returns true if the application's own web.xml has it; false also if it can't be read, which is logged.
     *
     * @param resources {@code ServletContext.getResourceAsStream}
     */
    public static boolean isIn(Function<String, @Nullable InputStream> resources) {
        try (InputStream descriptor = resources.apply("/WEB-INF/web.xml")) {
            return descriptor != null && read(descriptor);
        } catch (IOException e) {
            LOG.warn("WEB-INF/web.xml can't be read, so the application counts as not distributable: {}", e.toString());
            return false;
        }
    }

    /**
     * Returns true if a web.xml of any version has it; false also if the file is broken, which the container reports.
     * Nothing outside of the file is read, whatever its DOCTYPE says. Does not close {@code webXml}.
     */
    public static boolean read(InputStream webXml) {
        try {
            XMLStreamReader reader = WebXmlTimeout.factory().createXMLStreamReader(webXml);
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            return false;
        }
    }

    private static boolean read(XMLStreamReader reader) throws XMLStreamException {
        Deque<String> open = new ArrayDeque<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                open.push(reader.getLocalName());
                if (PATH.equals(List.copyOf(open))) {
                    return true;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.pop();
            }
        }
        return false;
    }
}
