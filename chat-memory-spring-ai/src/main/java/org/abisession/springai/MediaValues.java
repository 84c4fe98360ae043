package org.abisession.springai;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeType;

/** Media of a message as values of an entry, and back: an address as text, content as Base64. */
final class MediaValues {
    private MediaValues() {}

    static List<Map<String, @Nullable Object>> of(List<Media> media) {
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        for (Media medium : media) {
            Map<String, @Nullable Object> value = new LinkedHashMap<>();
            value.put("mime_type", medium.getMimeType().toString());
            value.put("id", medium.getId());
            value.put("name", medium.getName());
            if (medium.getData() instanceof byte[] content) {
                value.put("base64", Base64.getEncoder().encodeToString(content));
            } else {
                value.put("url", medium.getData().toString());
            }
            values.add(value);
        }
        return values;
    }

    static List<Media> media(@Nullable Object values) {
        List<Media> media = new ArrayList<>();
        for (Map<?, ?> value : JsonValues.objects(values)) {
            try {
                Media.Builder builder = Media.builder().mimeType(MimeType.valueOf(JsonValues.text(value, "mime_type")));
                if (value.get("base64") instanceof String content) {
                    builder.data(Base64.getDecoder().decode(content));
                } else {
                    builder.data(JsonValues.text(value, "url"));
                }
                if (value.get("id") instanceof String id) {
                    builder.id(id);
                }
                if (value.get("name") instanceof String name) {
                    builder.name(name);
                }
                media.add(builder.build());
            } catch (IllegalArgumentException e) {
                // Not what this class wrote: the message is read without it.
            }
        }
        return media;
    }
}
