package org.abisession.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.jspecify.annotations.Nullable;

/**
 * Messages as entries of a conversation, and back. A user's text is {@code user_query}, an answer's text is {@code
 * assistant_response}; everything else is in {@code metadata}, named as in other chat libraries: {@code role}, {@code
 * content}, {@code tool_calls}, {@code tool_results}. A message that these fields can't give back equal has its JSON,
 * as LangChain4j writes it, in {@code metadata.langchain4j} in addition.
 */
final class MessageEntries {
    /** The field of an entry's metadata that is true where the memory begins: older entries do not belong to it. */
    private static final String START = "memory_start";

    private static final String EXACT = "langchain4j";

    private MessageEntries() {}

    /**
     * Returns the entries of some messages, in their order.
     *
     * @param start whether the memory begins with them
     */
    static List<ConversationEntry> of(List<ChatMessage> messages, boolean start) {
        List<ConversationEntry> entries = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Fields fields = Fields.of(messages.get(i));
            if (i + 1 < messages.size() && fields.isPlain() && messages.get(i) instanceof UserMessage) {
                Fields next = Fields.of(messages.get(i + 1));
                if (next.isPlain() && messages.get(i + 1) instanceof AiMessage) {
                    fields = new Fields(fields.userQuery(), next.assistantResponse(), Map.of());
                    i++;
                }
            }
            entries.add(fields.entry(start && entries.isEmpty()));
        }
        if (start && entries.isEmpty()) {
            entries.add(new Fields(null, null, Map.of()).entry(true));
        }
        return entries;
    }

    /**
     * Returns the messages of some entries, in their order, from the entry that begins the memory; without those that
     * can't be read.
     */
    static List<ChatMessage> messages(List<ConversationEntry> entries) {
        List<ChatMessage> messages = new ArrayList<>();
        for (ConversationEntry entry : entries) {
            if (Boolean.TRUE.equals(entry.metadata().get(START))) {
                messages.clear();
            }
            messages.addAll(messages(entry));
        }
        return messages;
    }

    static boolean isToolResult(ChatMessage message) {
        return message instanceof ToolExecutionResultMessage;
    }

    private static List<ChatMessage> messages(ConversationEntry entry) {
        Map<String, @Nullable Object> metadata = entry.metadata();
        if (metadata.get(EXACT) instanceof String json) {
            try {
                return List.of(ChatMessageDeserializer.messageFromJson(json));
            } catch (RuntimeException e) {
                // Of a version that knows more kinds of messages: what the other fields say has to do.
            }
        }
        List<ChatMessage> messages = new ArrayList<>();
        if ("system".equals(metadata.get("role")) && metadata.get("content") instanceof String text) {
            messages.add(SystemMessage.from(text));
        }
        entry.userQuery().filter(text -> !text.isBlank()).ifPresent(text -> messages.add(UserMessage.from(text)));
        for (Map<?, ?> result : objects(metadata.get("tool_results"))) {
            messages.add(ToolExecutionResultMessage.builder()
                    .id(text(result.get("id")))
                    .toolName(text(result.get("name")))
                    .text(String.valueOf(result.get("content")))
                    .isError(result.get("is_error") instanceof Boolean error ? error : null)
                    .build());
        }
        List<ToolExecutionRequest> requests = new ArrayList<>();
        for (Map<?, ?> call : objects(metadata.get("tool_calls"))) {
            requests.add(ToolExecutionRequest.builder()
                    .id(text(call.get("id")))
                    .name(text(call.get("name")))
                    .arguments(text(call.get("arguments")))
                    .build());
        }
        if (entry.assistantResponse().isPresent() || !requests.isEmpty()) {
            messages.add(AiMessage.builder()
                    .text(entry.assistantResponse().orElse(null))
                    .toolExecutionRequests(requests)
                    .build());
        }
        return messages;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static List<Map<?, ?>> objects(@Nullable Object list) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> {
                if (element instanceof Map<?, ?> map) {
                    objects.add(map);
                }
            });
        }
        return objects;
    }

    /** Holds what an entry has of one message, or of a question with its answer. */
    private record Fields(
            @Nullable String userQuery, @Nullable String assistantResponse, Map<String, @Nullable Object> metadata) {
        static Fields of(ChatMessage message) {
            Fields fields = simple(message);
            if (!messages(fields.entry(false)).equals(List.of(message))) {
                Map<String, @Nullable Object> more = new LinkedHashMap<>(fields.metadata);
                more.put(EXACT, ChatMessageSerializer.messageToJson(message));
                return new Fields(fields.userQuery, fields.assistantResponse, more);
            }
            return fields;
        }

        private static Fields simple(ChatMessage message) {
            if (message instanceof UserMessage user) {
                return new Fields(user.hasSingleText() ? user.singleText() : "", null, Map.of());
            }
            if (message instanceof AiMessage ai) {
                return new Fields(null, ai.text(), toolCalls(ai));
            }
            if (message instanceof SystemMessage system) {
                return new Fields(null, null, map("role", "system", "content", system.text()));
            }
            if (message instanceof ToolExecutionResultMessage result) {
                Map<String, @Nullable Object> answer =
                        map("id", result.id(), "name", result.toolName(), "content", resultText(result));
                if (result.isError() != null) {
                    answer.put("is_error", result.isError());
                }
                return new Fields(null, null, map("role", "tool", "tool_results", List.of(answer)));
            }
            return new Fields(null, null, map("role", "custom"));
        }

        private static String resultText(ToolExecutionResultMessage result) {
            return result.hasSingleText() ? result.text() : "";
        }

        private static Map<String, @Nullable Object> toolCalls(AiMessage ai) {
            if (!ai.hasToolExecutionRequests()) {
                return Map.of();
            }
            List<Map<String, @Nullable Object>> calls = new ArrayList<>();
            for (ToolExecutionRequest request : ai.toolExecutionRequests()) {
                calls.add(map("id", request.id(), "name", request.name(), "arguments", request.arguments()));
            }
            return map("role", "assistant", "tool_calls", calls);
        }

        private static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
            }
            return map;
        }

        /** Returns true if the two texts are all. */
        boolean isPlain() {
            return metadata.isEmpty();
        }

        ConversationEntry entry(boolean start) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>(metadata);
            if (start) {
                all.put(START, true);
            }
            ConversationEntry.Builder builder = ConversationEntry.builder("");
            builder.field("user_query", userQuery).metadata(all);
            return (assistantResponse == null ? builder : builder.assistantResponse(assistantResponse)).build();
        }
    }
}
