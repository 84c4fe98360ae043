package org.abisession.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.memory.ChatMemory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.abisession.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's memory of a chat, kept in the {@link Conversation} of a session. It only appends: a message costs one
 * command of its own size, however long the conversation is, and older turns stay for the Python application.
 *
 * <pre>{@code
 * ChatMemory memory = ConversationChatMemory.builder(Conversation.of(request.getSession())).build();
 * Assistant assistant = AiServices.builder(Assistant.class).chatModel(model).chatMemory(memory).build();
 * }</pre>
 *
 * <p>{@link #messages} reads the last {@code maxMessages} messages in one round trip. As in LangChain4j's own window,
 * there is one system message, the last that was added, at the beginning, and a tool's result whose request is no
 * longer in the window is left out. Turns that the Python application has appended are a user's message and an
 * answer. An entry that can't be read is left out, and stays in the conversation.
 *
 * <p>The object holds no message: another node, or another object on this one, sees each message as soon as
 * {@link #add} has returned. Safe for use by several threads. The methods throw what those of {@link Conversation}
 * throw.
 */
public final class ConversationChatMemory implements ChatMemory {
    private final Conversation conversation;
    private final Object id;
    private final int maxMessages;

    private ConversationChatMemory(Builder builder) {
        this.conversation = builder.conversation;
        this.id = builder.id;
        this.maxMessages = builder.maxMessages;
    }

    /** Begins a memory that is kept in a conversation. */
    public static Builder builder(Conversation conversation) {
        return new Builder(conversation);
    }

    @Override
    public Object id() {
        return id;
    }

    /** Appends a message. A system message that the window has already is not appended again. */
    @Override
    public void add(ChatMessage message) {
        add(List.of(message));
    }

    /** Appends messages. A question and the plain answer that follows it become one entry, a turn. */
    @Override
    public void add(Iterable<ChatMessage> messages) {
        List<ChatMessage> added = new ArrayList<>();
        messages.forEach(added::add);
        if (added.stream().anyMatch(SystemMessage.class::isInstance)) {
            SystemMessage current = systemMessage(window());
            added.removeIf(message -> message.equals(current));
        }
        MessageEntries.of(added, false).forEach(conversation::append);
    }

    /** Makes these the messages from now on. Those before stay in the conversation, out of the memory's sight. */
    @Override
    public void set(Iterable<ChatMessage> messages) {
        List<ChatMessage> set = new ArrayList<>();
        messages.forEach(set::add);
        MessageEntries.of(set, true).forEach(conversation::append);
    }

    @Override
    public List<ChatMessage> messages() {
        return List.copyOf(window());
    }

    /** Removes all turns of the conversation, also those of the Python application. */
    @Override
    public void clear() {
        conversation.clear();
    }

    private List<ChatMessage> window() {
        List<ChatMessage> read = MessageEntries.messages(conversation.last(maxMessages));
        SystemMessage system = systemMessage(read);
        read.removeIf(SystemMessage.class::isInstance);
        int places = system == null ? maxMessages : maxMessages - 1;
        List<ChatMessage> window = new ArrayList<>(read.subList(Math.max(0, read.size() - places), read.size()));
        Iterator<ChatMessage> oldest = window.iterator();
        while (oldest.hasNext() && MessageEntries.isToolResult(oldest.next())) {
            oldest.remove();
        }
        if (system != null) {
            window.add(0, system);
        }
        return window;
    }

    private static @Nullable SystemMessage systemMessage(List<ChatMessage> messages) {
        return SystemMessage.findLast(messages).orElse(null);
    }

    /** Collects the settings of a memory. */
    public static final class Builder {
        private final Conversation conversation;
        private Object id = "default";
        private int maxMessages = 20;

        private Builder(Conversation conversation) {
            this.conversation = Objects.requireNonNull(conversation, "conversation");
        }

        /**
         * Sets the memory's {@link ChatMemory#id}, which is a name only. Do not take the id of a session: LangChain4j
         * may log it.
         */
        public Builder id(Object memoryId) {
            this.id = Objects.requireNonNull(memoryId, "memoryId");
            return this;
        }

        /**
         * Sets how many messages {@link ChatMemory#messages} returns at most; 20 unless set.
         *
         * @param count 1 or more
         */
        public Builder maxMessages(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("maxMessages must be 1 or more, was " + count);
            }
            this.maxMessages = count;
            return this;
        }

        /** Returns the memory. */
        public ConversationChatMemory build() {
            return new ConversationChatMemory(this);
        }
    }
}
