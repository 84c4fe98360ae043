package org.abisession.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.SystemMessage;
import java.util.List;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The memory as {@code AiServices} uses it, with a tool; the model alone is one of the test. */
class AiServicesTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    interface Assistant {
        @SystemMessage("You sell tea.")
        String chat(String question);
    }

    /** Describes what the model may ask. */
    public static final class Shop {
        /** Looks up how much is left. */
        @Tool
        public int stock(String article) {
            return article.length();
        }
    }

    /** Asks for the tool at each question, and answers with the number of messages that it has seen. */
    private static final class AskingModel implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            List<ChatMessage> messages = request.messages();
            ChatMessage last = messages.get(messages.size() - 1);
            AiMessage answer = last instanceof UserMessage
                    ? AiMessage.from(ToolExecutionRequest.builder()
                            .id("1")
                            .name("stock")
                            .arguments("{\"arg0\": \"tea\", \"article\": \"tea\"}")
                            .build())
                    : AiMessage.from(
                            "seen " + messages.size() + ", stock " + ((ToolExecutionResultMessage) last).text());
            return ChatResponse.builder().aiMessage(answer).build();
        }
    }

    @Test
    void chat_twoQuestionsWithATool_theSecondSeesTheFirstAndAllIsStored() {
        try (StoredSession session = new StoredSession(redis.uri())) {
            assertThat(assistant(session).chat("How much tea?")).isEqualTo("seen 4, stock 3");
            // Another object, as on another node.
            assertThat(assistant(session).chat("And now?")).isEqualTo("seen 8, stock 3");
            assertThat(session.conversation().size()).isEqualTo(9);
        }
    }

    private static Assistant assistant(StoredSession session) {
        return AiServices.builder(Assistant.class)
                .chatModel(new AskingModel())
                .chatMemory(
                        ConversationChatMemory.builder(session.conversation()).build())
                .tools(new Shop())
                .build();
    }
}
