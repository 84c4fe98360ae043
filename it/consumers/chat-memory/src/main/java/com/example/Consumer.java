package com.example;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;

/** A chat that begins in LangChain4j and goes on in Spring AI. */
public final class Consumer {
    /** Makes a session, and writes and reads its conversation by both libraries. */
    public static void main(String[] arguments) {
        ClassLoader loader = Consumer.class.getClassLoader();
        try (SessionNode node = SessionNode.open(SessionSettings.builder().fromProcess().build(), loader, loader)) {
            NodeSession session = node.create();
            session.save();
            Conversation conversation = session.conversation();
            org.abisession.langchain4j.ConversationChatMemory.builder(conversation)
                    .build()
                    .add(List.of(UserMessage.from("What sold best?"), AiMessage.from("Tea.")));
            int messages = org.abisession.springai.ConversationChatMemory.builder(conversation)
                    .build()
                    .get("chat")
                    .size();
            if (messages != 2) {
                throw new IllegalStateException("Spring AI read " + messages + " of 2 messages");
            }
            session.delete();
            System.out.println("abi-session-chat-memory-langchain4j and -spring-ai: one chat in both");
        }
    }
}
