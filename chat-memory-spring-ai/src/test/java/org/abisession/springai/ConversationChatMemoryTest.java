package org.abisession.springai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.abisession.testing.PythonReader;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeTypeUtils;

class ConversationChatMemoryTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final String CHAT = "chat";
    private static final Message TOOL_CALL = AssistantMessage.builder()
            .content("")
            .toolCalls(List.of(new ToolCall("call-1", "function", "weather", "{\"city\": \"Zürich\"}")))
            .build();
    private static final Message TOOL_RESPONSE = ToolResponseMessage.builder()
            .responses(List.of(new ToolResponse("call-1", "weather", "{\"sun\": true}")))
            .build();
    private static final List<Message> ALL_KINDS = List.of(
            new SystemMessage("You sell tea. Говори кратко. 😀"),
            new UserMessage("How is the weather?"),
            TOOL_CALL,
            TOOL_RESPONSE,
            new AssistantMessage("It is sunny."),
            UserMessage.builder()
                    .text("And here?")
                    .metadata(Map.of("language", "en", "tries", 2, "tags", List.of("a", true, 0.5)))
                    .build(),
            AssistantMessage.builder()
                    .content("Rain.")
                    .properties(Map.of("finishReason", "STOP"))
                    .build());

    private StoredSession session;
    private ChatMemory memory;

    @BeforeEach
    void open() {
        session = new StoredSession(redis.uri());
        memory = memory(session, 20);
    }

    @AfterEach
    void close() {
        session.close();
    }

    private static ChatMemory memory(StoredSession session, int maxMessages) {
        return ConversationChatMemory.builder(session.conversation())
                .maxMessages(maxMessages)
                .build();
    }

    @Test
    void add_messagesOfAllKinds_areReadBackEqualByAnotherObject() {
        ALL_KINDS.forEach(message -> memory.add(CHAT, message));

        assertThat(memory(session, 20).get(CHAT)).isEqualTo(ALL_KINDS);
    }

    @Test
    void add_messagesOfAllKindsInOneCall_areReadBackEqual() {
        memory.add(CHAT, ALL_KINDS);

        assertThat(memory.get(CHAT)).isEqualTo(ALL_KINDS);
    }

    @Test
    void add_media_areReadBack() {
        memory.add(
                CHAT,
                UserMessage.builder()
                        .text("See")
                        .media(
                                Media.builder()
                                        .mimeType(MimeTypeUtils.IMAGE_PNG)
                                        .data(new byte[] {1, -1})
                                        .name("cup")
                                        .build(),
                                Media.builder()
                                        .mimeType(MimeTypeUtils.IMAGE_PNG)
                                        .data("https://example.com/tea.png")
                                        .id("2")
                                        .build())
                        .build());

        List<Media> media = ((UserMessage) memory.get(CHAT).get(0)).getMedia();
        assertThat(media.get(0).getDataAsByteArray()).containsExactly(1, -1);
        assertThat(media.get(0).getName()).isEqualTo("cup");
        assertThat(media.get(1).getData()).isEqualTo("https://example.com/tea.png");
        assertThat(media.get(1).getId()).isEqualTo("2");
    }

    @Test
    void add_messagesOfAllKinds_pythonLoadsEveryEntry() {
        ALL_KINDS.forEach(message -> memory.add(CHAT, message));

        List<String> lines = PythonReader.run("""
            import json, sys, redis
            r = redis.Redis.from_url(sys.argv[1], decode_responses=True)
            for text in r.lrange(sys.argv[2], 0, -1):
                entry = json.loads(text)
                assert list(entry) == ["timestamp", "user_query", "assistant_response", "execution_time", "metadata"]
                calls = entry["metadata"].get("tool_calls", []) + entry["metadata"].get("tool_results", [])
                print(entry["metadata"].get("role"), entry["user_query"], entry["assistant_response"], len(calls))
            """, redis.uri(), session.key());

        assertThat(lines)
                .containsExactly(
                        "system None None 0",
                        "None How is the weather? None 0",
                        "assistant None  1",
                        "tool None None 1",
                        "None None It is sunny. 0",
                        "None And here? None 0",
                        "None None Rain. 0");
    }

    @Test
    void add_questionAndAnswerInOneCall_areOneEntryOfTheFormOfThePythonApplication() {
        memory.add(CHAT, List.of(new UserMessage("What sold best?"), new AssistantMessage("Tea.")));

        ConversationEntry entry = session.conversation().last(10).get(0);
        assertThat(entry.userQuery()).contains("What sold best?");
        assertThat(entry.assistantResponse()).contains("Tea.");
        assertThat(entry.metadata()).isEmpty();
        assertThat(session.conversation().size()).isEqualTo(1);
        assertThat(memory.get(CHAT)).containsExactly(new UserMessage("What sold best?"), new AssistantMessage("Tea."));
    }

    @Test
    void get_turnOfPythonAndAnUnreadableEntry_hasTheTurnAlone() {
        memory.add(CHAT, new UserMessage("Hello"));
        redis.client().rpush(session.key(), """
            {"timestamp": "2024-01-15T10:30:00", "user_query": "Main trends?", "assistant_response": "Up.",
             "execution_time": 2.45, "metadata": {"strategy": "semantic_search", "cache_hit": false}}\
            """, "{broken");

        assertThat(memory.get(CHAT))
                .containsExactly(
                        new UserMessage("Hello"), new UserMessage("Main trends?"), new AssistantMessage("Up."));
        assertThat(session.conversation().size()).isEqualTo(3);
    }

    @Test
    void get_moreThanTheWindow_isTheLastAndOlderTurnsStay() {
        for (int i = 1; i <= 50; i++) {
            memory.add(CHAT, new UserMessage("q" + i));
            memory.add(CHAT, new AssistantMessage("a" + i));
        }

        assertThat(memory(session, 3).get(CHAT))
                .containsExactly(new AssistantMessage("a49"), new UserMessage("q50"), new AssistantMessage("a50"));
        assertThat(session.conversation().size()).isEqualTo(100);
        memory.clear(CHAT);
        assertThat(session.conversation().size()).isZero();
    }

    @Test
    void get_windowBeginsBehindAToolsCall_leavesItsResponseOut() {
        memory.add(CHAT, List.of(TOOL_CALL, TOOL_RESPONSE, new AssistantMessage("Sunny.")));

        assertThat(memory(session, 2).get(CHAT)).containsExactly(new AssistantMessage("Sunny."));
    }

    @Test
    void add_systemMessageAgain_isAppendedOnceAndAnotherTakesItsPlace() {
        memory.add(CHAT, new SystemMessage("Be brief."));
        memory.add(CHAT, new UserMessage("q"));
        memory.add(CHAT, new SystemMessage("Be brief."));
        assertThat(session.conversation().size()).isEqualTo(2);

        memory.add(CHAT, new SystemMessage("Be long."));
        assertThat(memory.get(CHAT)).containsExactly(new SystemMessage("Be long."), new UserMessage("q"));
    }

    @Test
    void call_twoQuestionsToAChatClient_theSecondSeesTheFirst() {
        ChatModel model = prompt -> new ChatResponse(List.of(new Generation(
                new AssistantMessage("seen " + prompt.getInstructions().size()))));
        for (String expected : List.of("seen 1", "seen 3")) {
            String answer = ChatClient.create(model)
                    .prompt("How much tea?")
                    .advisors(MessageChatMemoryAdvisor.builder(memory(session, 20))
                            .build())
                    .advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, CHAT))
                    .call()
                    .content();
            assertThat(answer).isEqualTo(expected);
        }
        assertThat(session.conversation().size()).isEqualTo(4);
    }

    @Test
    void turn_numberTwoThousand_costsWhatTheFirstOfAFullWindowDid() {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                StoredSession counted = new StoredSession(proxy.uri())) {
            ChatMemory window = memory(counted, 10);
            turn(window, 0); // the scripts are known then
            Cost first = cost(proxy, window, 1);
            for (int i = 2; i < 10; i++) {
                turn(window, i);
            }
            Cost full = cost(proxy, window, 10);
            for (int i = 11; i < 2_000; i++) {
                turn(window, i);
            }
            Cost last = cost(proxy, window, 2_000);

            System.out.printf("Spring AI: turn 1 %s, turn 10 %s, turn 2,000 %s%n", first, full, last);
            assertThat(last.commands).isEqualTo(first.commands);
            assertThat(last.sent).isLessThanOrEqualTo(first.sent * 105 / 100);
            assertThat(last.received).isLessThanOrEqualTo(full.received * 105 / 100);
            assertThat(window.get(CHAT)).hasSize(10);
            assertThat(counted.conversation().size()).isEqualTo(4_002);
        }
    }

    private static void turn(ChatMemory memory, int number) {
        memory.add(CHAT, new UserMessage("Question %04d, %s".formatted(number, "of some length ".repeat(8))));
        assertThat(memory.get(CHAT)).isNotEmpty();
        memory.add(CHAT, new AssistantMessage("Answer %04d, %s".formatted(number, "which is longer ".repeat(40))));
    }

    private static Cost cost(RespProxy proxy, ChatMemory memory, int number) {
        Traffic.Mark mark = proxy.mark();
        long sent = proxy.requestBytes();
        long received = proxy.replyBytes();
        turn(memory, number);
        return new Cost(proxy.since(mark).commands(), proxy.requestBytes() - sent, proxy.replyBytes() - received);
    }

    private record Cost(List<String> commands, long sent, long received) {}
}
