package org.abisession.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads one value from JSON text, from the inside out: an object with the marker becomes what it stands for. */
final class ValueReader {
    /**
     * The most levels of JSON: more than {@link ValueWriter} makes, where a level of values takes up to four of text.
     */
    private static final int MAX_NESTING = 5 * ValueWriter.MAX_DEPTH;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING + 1) // a level more, to be refused here with a message
                    .maxStringLength(HeapLimits.longestText())
                    .maxNameLength(HeapLimits.longestText())
                    .build())
            .build();

    private final TypedReader typed;
    private final HeapLimits heap = new HeapLimits();

    ValueReader(TypedReader typed) {
        this.typed = typed;
    }

    /**
     * Returns the value of this text.
     *
     * @throws MalformedValueException if it is not JSON, or not as this codec writes it
     * @throws IOException or ClassNotFoundException from Java serialization inside it
     */
    @Nullable
    Object read(byte[] stored) throws IOException, ClassNotFoundException {
        HeapLimits.check(stored);
        typed.start(stored.length);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), stored)) {
            Object value = value(parser, parser.nextToken(), 0);
            if (parser.nextToken() != null) {
                throw new MalformedValueException("more text after the end of the JSON value");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new MalformedValueException("JSON with a longer number, name or text than is read");
        } catch (JacksonException e) {
            // Without the cause: its message quotes the text.
            TokenStreamLocation at = e.getLocation();
            throw new MalformedValueException("not JSON" + (at == null ? "" : ", at byte " + at.getByteOffset()));
        }
    }

    /** Returns whether the text is JSON without a marker anywhere. */
    static boolean isPlain(byte[] stored) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), stored)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && parser.currentName().equals(ValueWriter.MARKER)) {
                    return false;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > MAX_NESTING) {
                    return false;
                }
                values += depth == 0 ? 1 : 0;
            }
            return values == 1;
        } catch (JacksonException e) {
            return false;
        }
    }

    /**
     * Checks that a text which is about to be stored is not refused for what it takes in memory when it is read.
     *
     * @throws StreamLimitException if it is
     */
    static void checkHeap(byte[] json) throws StreamLimitException {
        HeapLimits.check(json);
        if (HeapLimits.fits(json.length)) {
            return;
        }
        HeapLimits heap = new HeapLimits();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                heap.place();
                switch (token) {
                    case START_ARRAY -> heap.list();
                    case START_OBJECT -> heap.map();
                    case PROPERTY_NAME -> heap.entry(parser.currentName());
                    case VALUE_STRING -> heap.string(parser.getString());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> heap.number();
                    default -> {}
                }
            }
        } catch (JacksonException e) {
            throw StreamLimitException.text(json.length, HeapLimits.longestText());
        }
    }

    private @Nullable Object value(JsonParser parser, @Nullable JsonToken token, int depth)
            throws IOException, ClassNotFoundException {
        if (token != null && token.isStructStart() && depth >= MAX_NESTING) {
            throw StreamLimitException.nesting(MAX_NESTING);
        }
        if (token == null) {
            throw new MalformedValueException("no text");
        }
        return switch (token) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> array(parser, depth);
            case VALUE_STRING -> {
                String text = parser.getString();
                heap.string(text);
                yield text;
            }
            case VALUE_NUMBER_INT -> {
                heap.number();
                yield switch (parser.getNumberType()) {
                    case INT -> (Object) parser.getIntValue();
                    case LONG -> (Object) parser.getLongValue();
                    default -> parser.getBigIntegerValue();
                };
            }
            case VALUE_NUMBER_FLOAT -> {
                heap.number();
                yield floating(parser);
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new MalformedValueException("JSON that ends too early");
        };
    }

    private static Double floating(JsonParser parser) {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw new MalformedValueException("a number beyond 64 bits");
        }
        return value;
    }

    private List<@Nullable Object> array(JsonParser parser, int depth) throws IOException, ClassNotFoundException {
        List<@Nullable Object> items = new ArrayList<>();
        heap.list();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            heap.place();
            items.add(value(parser, token, depth + 1));
        }
        return items;
    }

    private @Nullable Object object(JsonParser parser, int depth) throws IOException, ClassNotFoundException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        heap.map();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            heap.entry(name);
            fields.put(name, value(parser, parser.nextToken(), depth + 1));
        }
        if (!fields.containsKey(ValueWriter.MARKER)) {
            return fields;
        }
        return typed.read(fields, depth == 0);
    }
}
