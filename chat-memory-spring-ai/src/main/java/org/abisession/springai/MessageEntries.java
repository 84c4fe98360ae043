package org.abisession.springai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AbstractMessage;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;

/**
 * Messages as entries of a conversation, and back. A user's text is {@code user_query}, an answer's text is {@code
 * assistant_response}; everything else is in {@code metadata}, named as in other chat libraries: {@code role}, {@code
 * content}, {@code tool_calls}, {@code tool_results}; {@code media}, and as {@code properties} what Spring AI calls
 * the metadata of a message, as far as JSON can hold it.
 */
final class MessageEntries {
    /** The field of an entry's metadata that is true where the memory begins: older entries do not belong to it. */
    private static final String START = "memory_start";

    private MessageEntries() {}

    /** Returns the entries of some messages, in their order. */
    static List<ConversationEntry> of(List<Message> messages) {
        List<ConversationEntry> entries = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            String userQuery = message instanceof UserMessage ? message.getText() : null;
            String response = message instanceof AssistantMessage ? message.getText() : null;
            Map<String, @Nullable Object> metadata = metadata(message);
            if (userQuery != null && metadata.isEmpty() && i + 1 < messages.size()) {
                Message next = messages.get(i + 1);
                if (next instanceof AssistantMessage && metadata(next).isEmpty()) {
                    response = next.getText();
                    i++;
                }
            }
            entries.add(entry(userQuery, response, metadata));
        }
        return entries;
    }

    private static ConversationEntry entry(
            @Nullable String userQuery, @Nullable String response, Map<String, @Nullable Object> metadata) {
        ConversationEntry.Builder builder = ConversationEntry.builder("");
        builder.field("user_query", userQuery).metadata(metadata);
        return (response == null ? builder : builder.assistantResponse(response)).build();
    }

    private static Map<String, @Nullable Object> metadata(Message message) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        if (message instanceof UserMessage user && !user.getMedia().isEmpty()) {
            metadata.put("media", MediaValues.of(user.getMedia()));
        } else if (message instanceof AssistantMessage assistant) {
            if (assistant.hasToolCalls()) {
                metadata.put("role", "assistant");
                List<Map<String, @Nullable Object>> calls = new ArrayList<>();
                for (ToolCall call : assistant.getToolCalls()) {
                    calls.add(object(
                            "id", call.id(), "type", call.type(), "name", call.name(), "arguments", call.arguments()));
                }
                metadata.put("tool_calls", calls);
            }
            if (!assistant.getMedia().isEmpty()) {
                metadata.put("media", MediaValues.of(assistant.getMedia()));
            }
        } else if (message instanceof ToolResponseMessage tool) {
            metadata.put("role", "tool");
            List<Map<String, @Nullable Object>> results = new ArrayList<>();
            for (ToolResponse response : tool.getResponses()) {
                results.add(object("id", response.id(), "name", response.name(), "content", response.responseData()));
            }
            metadata.put("tool_results", results);
        } else if (!(message instanceof UserMessage)) {
            metadata.put("role", message.getMessageType().getValue());
            metadata.put("content", message.getText());
        }
        Map<String, Object> own = new LinkedHashMap<>(message.getMetadata());
        own.remove(AbstractMessage.MESSAGE_TYPE);
        Map<String, @Nullable Object> properties = JsonValues.of(own);
        if (!properties.isEmpty()) {
            metadata.put("properties", properties);
        }
        return metadata;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /**
     * Returns the messages of some entries, in their order, from the entry that begins the memory; without those that
     * can't be read.
     */
    static List<Message> messages(List<ConversationEntry> entries) {
        List<Message> messages = new ArrayList<>();
        for (ConversationEntry entry : entries) {
            if (Boolean.TRUE.equals(entry.metadata().get(START))) {
                messages.clear();
            }
            addMessages(messages, entry);
        }
        return messages;
    }

    private static void addMessages(List<Message> messages, ConversationEntry entry) {
        Map<String, @Nullable Object> metadata = entry.metadata();
        Map<String, Object> properties = JsonValues.withoutNulls(metadata.get("properties"));
        if ("system".equals(metadata.get("role")) && metadata.get("content") instanceof String text) {
            messages.add(SystemMessage.builder().text(text).metadata(properties).build());
        }
        entry.userQuery()
                .ifPresent(text -> messages.add(UserMessage.builder()
                        .text(text)
                        .media(MediaValues.media(metadata.get("media")))
                        .metadata(properties)
                        .build()));
        List<ToolResponse> responses = new ArrayList<>();
        for (Map<?, ?> result : JsonValues.objects(metadata.get("tool_results"))) {
            responses.add(new ToolResponse(
                    JsonValues.text(result, "id"),
                    JsonValues.text(result, "name"),
                    JsonValues.text(result, "content")));
        }
        if (!responses.isEmpty()) {
            messages.add(ToolResponseMessage.builder()
                    .responses(responses)
                    .metadata(properties)
                    .build());
        }
        List<ToolCall> calls = new ArrayList<>();
        for (Map<?, ?> call : JsonValues.objects(metadata.get("tool_calls"))) {
            String type = JsonValues.text(call, "type");
            calls.add(new ToolCall(
                    JsonValues.text(call, "id"),
                    type.isEmpty() ? "function" : type,
                    JsonValues.text(call, "name"),
                    JsonValues.text(call, "arguments")));
        }
        if (entry.assistantResponse().isPresent() || !calls.isEmpty()) {
            messages.add(AssistantMessage.builder()
                    .content(entry.assistantResponse().orElse(null))
                    .toolCalls(calls)
                    .media(entry.userQuery().isPresent() ? List.of() : MediaValues.media(metadata.get("media")))
                    .properties(entry.userQuery().isPresent() ? Map.of() : properties)
                    .build());
        }
    }
}
