package org.abisession.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.abisession.store.SharedMetadata;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the name of a session's user from its metadata. */
final class MetadataUserReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MetadataUserReader() {}

    /**
     * Returns the value of the field {@code user}, {@code username} or {@code user_id}, or the name in it if it is an
     * object.
     */
    static Optional<String> user(SharedMetadata metadata) {
        Map<String, byte[]> fields = metadata.fields();
        return Stream.of("user", "username", "user_id")
                .flatMap(field -> Optional.ofNullable(fields.get(field)).stream())
                .flatMap(value -> name(value).stream())
                .findFirst();
    }

    private static Optional<String> name(byte[] json) {
        try {
            JsonNode value = JSON.readTree(new String(json, StandardCharsets.UTF_8));
            JsonNode name = value.isObject() ? value.path("name") : value;
            return name.isString() || name.isNumber() ? Optional.of(name.asString()) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
