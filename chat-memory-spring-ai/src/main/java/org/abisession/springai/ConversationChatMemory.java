package org.abisession.springai;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.abisession.Conversation;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;

/**
 * Spring AI's memory of chats, kept in the {@link Conversation} of a session. It only appends: a message costs one
 * command of its own size, however long the conversation is, and older turns stay for the Python application.
 *
 * <pre>{@code
 * ChatMemory memory = ConversationChatMemory.builder(Conversation.of(request.getSession())).build();
 * chatClient.prompt(question)
 *         .advisors(MessageChatMemoryAdvisor.builder(memory).build())
 *         .advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, "chat"))
 *         .call().content();
 * }</pre>
 *
 * <p>It takes the place of {@code MessageWindowChatMemory} together with a {@code ChatMemoryRepository}: that
 * contract has only {@code saveAll}, which writes all messages again with each turn.
 *
 * <p>{@link #get} reads the last {@code maxMessages} messages in one round trip. There is one system message, the
 * last that was added, at the beginning; a tool's response whose call is no longer in the window is left out. Turns
 * that the Python application has appended are a user's message and an answer. An entry that can't be read is left
 * out, and stays in the conversation.
 *
 * <p>The object holds no message: another node sees each message as soon as {@link #add} has returned. Safe for use
 * by several threads. The methods throw what those of {@link Conversation} throw.
 */
public final class ConversationChatMemory implements ChatMemory {
    private final Function<String, Conversation> conversations;
    private final int maxMessages;

    private ConversationChatMemory(Builder builder) {
        this.conversations = builder.conversations;
        this.maxMessages = builder.maxMessages;
    }

    /** Begins a memory that is kept in one conversation, whatever conversation id the methods get. */
    public static Builder builder(Conversation conversation) {
        Objects.requireNonNull(conversation, "conversation");
        return new Builder(conversationId -> conversation);
    }

    /**
     * Begins a memory for a bean that outlives the session: each call looks up the conversation.
     *
     * @param conversations finds the conversation for a conversation id; most often it does not need the id, but takes
     *     the session of the current request, which the threads of {@code stream()} do not have. Do not use the id of a
     *     session as a conversation id: Spring AI may write it to logs and traces
     */
    public static Builder builder(Function<String, Conversation> conversations) {
        return new Builder(Objects.requireNonNull(conversations, "conversations"));
    }

    /**
     * Appends messages. A question and the plain answer that follows it become one entry, a turn; a system message
     * that the window has already is not appended again.
     */
    @Override
    public void add(String conversationId, List<Message> messages) {
        Conversation conversation = conversations.apply(conversationId);
        List<Message> added = new ArrayList<>(messages);
        if (added.stream().anyMatch(SystemMessage.class::isInstance)) {
            SystemMessage current = systemMessage(window(conversation));
            added.removeIf(message -> message.equals(current));
        }
        MessageEntries.of(added).forEach(conversation::append);
    }

    @Override
    public List<Message> get(String conversationId) {
        return window(conversations.apply(conversationId));
    }

    /** Removes all turns of the conversation, also those of the Python application. */
    @Override
    public void clear(String conversationId) {
        conversations.apply(conversationId).clear();
    }

    private List<Message> window(Conversation conversation) {
        List<Message> read = MessageEntries.messages(conversation.last(maxMessages));
        SystemMessage system = systemMessage(read);
        read.removeIf(SystemMessage.class::isInstance);
        int places = system == null ? maxMessages : maxMessages - 1;
        List<Message> window = new ArrayList<>(read.subList(Math.max(0, read.size() - places), read.size()));
        Iterator<Message> oldest = window.iterator();
        while (oldest.hasNext() && oldest.next() instanceof ToolResponseMessage) {
            oldest.remove();
        }
        if (system != null) {
            window.add(0, system);
        }
        return window;
    }

    private static @Nullable SystemMessage systemMessage(List<Message> messages) {
        SystemMessage last = null;
        for (Message message : messages) {
            last = message instanceof SystemMessage system ? system : last;
        }
        return last;
    }

    /** Collects the settings of a memory. */
    public static final class Builder {
        private final Function<String, Conversation> conversations;
        private int maxMessages = 20;

        private Builder(Function<String, Conversation> conversations) {
            this.conversations = conversations;
        }

        /**
         * Sets how many messages {@link ChatMemory#get} returns at most; 20 unless set.
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
