package org.abisession.settings;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the {@code <session-timeout>} of an application's own web.xml. A container merges it with that of
 * its default descriptor, after which nobody can tell whether the application asked for it.
 */
public final class WebXmlTimeout {
    private static final Logger LOG = LoggerFactory.getLogger(WebXmlTimeout.class);

    private WebXmlTimeout() {}

    /**
     * Returns true if the application's own web.xml asks for a timeout; false also if it can't be read, which is logged.
     *
     * @param resources {@code ServletContext.getResourceAsStream}
     */
    public static boolean isIn(Function<String, @Nullable InputStream> resources) {
        try (InputStream descriptor = resources.apply("/WEB-INF/web.xml")) {
            return descriptor != null && read(descriptor).isPresent();
        } catch (IOException e) {
            LOG.warn("WEB-INF/web.xml can't be read, so its session timeout does not count: {}", e.toString());
            return false;
        }
    }

    /**
     * Returns the timeout that a web.xml of any version asks for in minutes; {@link Duration#ZERO} (never) for 0 or
     * less. Empty if there is none, or if the file is broken: the container reports that. Nothing outside of the file
     * is read, whatever its DOCTYPE says. Does not close {@code webXml}.
     */
    public static Optional<Duration> read(InputStream webXml) {
        return read(webXml, "web-app");
    }

    /**
     * Does the same as {@link #read(InputStream)}, of a descriptor of another kind.
     *
     * @param root the name of its outermost element, as {@code web-fragment}
     */
    public static Optional<Duration> read(InputStream webXml, String root) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(webXml);
            try {
                // From the inside out: an element of this name elsewhere is not the one.
                return read(reader, List.of("session-timeout", "session-config", root));
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Makes parsers that read a descriptor and nothing outside of it. */
    static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // A parser that passes the DTD over fails at the first entity which that declares. This one reads what
        // stands in the file, and takes every other part for empty.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, true);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    private static Optional<Duration> read(XMLStreamReader reader, List<String> path) throws XMLStreamException {
        Deque<String> open = new ArrayDeque<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                open.push(reader.getLocalName());
                if (path.equals(List.copyOf(open))) {
                    long minutes = Integer.parseInt(reader.getElementText().strip());
                    return Optional.of(minutes <= 0 ? Duration.ZERO : Duration.ofMinutes(minutes));
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.pop();
            }
        }
        return Optional.empty();
    }
}
