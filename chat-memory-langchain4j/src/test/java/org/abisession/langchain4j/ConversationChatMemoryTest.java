package org.abisession.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
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

class ConversationChatMemoryTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static final ToolExecutionRequest WEATHER = ToolExecutionRequest.builder()
            .id("call-1")
            .name("weather")
            .arguments("{\"city\": \"Zürich\"}")
            .build();
    private static final List<ChatMessage> ALL_KINDS = List.of(
            SystemMessage.from("You sell tea. Говори кратко. 😀"),
            UserMessage.from("How is the weather?"),
            AiMessage.from("I look.", List.of(WEATHER)),
            ToolExecutionResultMessage.from(WEATHER, "{\"sun\": true}"),
            AiMessage.from(WEATHER),
            ToolExecutionResultMessage.builder()
                    .id("call-1")
                    .toolName("weather")
                    .text("no such city")
                    .isError(true)
                    .build(),
            AiMessage.from("It is sunny."),
            UserMessage.from("ada", "And here?"),
            UserMessage.from(TextContent.from("See"), ImageContent.from("https://example.com/tea.png")),
            AiMessage.builder()
                    .text("A cup.")
                    .thinking("Tea, surely.")
                    .attributes(Map.of("finish", "stop"))
                    .build(),
            CustomMessage.from(Map.of("vote", "up")));

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
        ALL_KINDS.forEach(memory::add);

        assertThat(memory(session, 20).messages()).isEqualTo(ALL_KINDS);
    }

    @Test
    void add_messagesOfAllKindsInOneCall_areReadBackEqual() {
        memory.add(ALL_KINDS);

        assertThat(memory.messages()).isEqualTo(ALL_KINDS);
    }

    @Test
    void add_messagesOfAllKinds_pythonLoadsEveryEntry() {
        ALL_KINDS.forEach(memory::add);

        List<String> lines = PythonReader.run("""
            import json, sys, redis
            r = redis.Redis.from_url(sys.argv[1], decode_responses=True)
            for text in r.lrange(sys.argv[2], 0, -1):
                entry = json.loads(text)
                assert list(entry) == ["timestamp", "user_query", "assistant_response", "execution_time", "metadata"]
                calls = entry["metadata"].get("tool_calls", []) + entry["metadata"].get("tool_results", [])
                print(entry["metadata"].get("role"), entry["user_query"], entry["assistant_response"], len(calls))
            """, redis.uri(), session.key());

        assertThat(lines).hasSameSizeAs(ALL_KINDS);
        assertThat(lines.subList(0, 4))
                .containsExactly(
                        "system None None 0",
                        "None How is the weather? None 0",
                        "assistant None I look. 1",
                        "tool None None 1");
    }

    @Test
    void add_questionAndAnswerInOneCall_areOneEntryOfTheFormOfThePythonApplication() {
        memory.add(UserMessage.from("What sold best?"), AiMessage.from("Tea."));

        ConversationEntry entry = session.conversation().last(10).get(0);
        assertThat(entry.userQuery()).contains("What sold best?");
        assertThat(entry.assistantResponse()).contains("Tea.");
        assertThat(entry.metadata()).isEmpty();
        assertThat(session.conversation().size()).isEqualTo(1);
        assertThat(memory.messages()).containsExactly(UserMessage.from("What sold best?"), AiMessage.from("Tea."));
    }

    @Test
    void messages_turnOfPythonAndAnUnreadableEntry_haveTheTurnAlone() {
        memory.add(UserMessage.from("Hello"));
        redis.client().rpush(session.key(), """
            {"timestamp": "2024-01-15T10:30:00", "user_query": "Main trends?", "assistant_response": "Up.",
             "execution_time": 2.45, "metadata": {"strategy": "semantic_search", "cache_hit": false}}\
            """, "{broken");

        assertThat(memory.messages())
                .containsExactly(UserMessage.from("Hello"), UserMessage.from("Main trends?"), AiMessage.from("Up."));
        assertThat(session.conversation().size()).isEqualTo(3);
    }

    @Test
    void messages_moreThanTheWindow_areTheLastAndOlderTurnsStay() {
        for (int i = 1; i <= 50; i++) {
            memory.add(UserMessage.from("q" + i));
            memory.add(AiMessage.from("a" + i));
        }

        assertThat(memory(session, 3).messages())
                .containsExactly(AiMessage.from("a49"), UserMessage.from("q50"), AiMessage.from("a50"));
        assertThat(session.conversation().size()).isEqualTo(100);
    }

    @Test
    void messages_windowBeginsBehindAToolsRequest_leaveItsResultOut() {
        memory.add(AiMessage.from(WEATHER));
        memory.add(ToolExecutionResultMessage.from(WEATHER, "sun"));
        memory.add(AiMessage.from("Sunny."));

        assertThat(memory(session, 2).messages()).containsExactly(AiMessage.from("Sunny."));
    }

    @Test
    void add_systemMessageAgain_isAppendedOnceAndAnotherTakesItsPlace() {
        memory.add(SystemMessage.from("Be brief."));
        memory.add(UserMessage.from("q"));
        memory.add(SystemMessage.from("Be brief."));
        assertThat(session.conversation().size()).isEqualTo(2);

        memory.add(SystemMessage.from("Be long."));
        assertThat(memory.messages()).containsExactly(SystemMessage.from("Be long."), UserMessage.from("q"));
    }

    @Test
    void set_otherMessages_areTheMemoryAndOlderTurnsStay() {
        memory.add(UserMessage.from("q"), AiMessage.from("a"));
        memory.set(SystemMessage.from("Summary: q, a."), UserMessage.from("next"));

        assertThat(memory.messages()).containsExactly(SystemMessage.from("Summary: q, a."), UserMessage.from("next"));
        assertThat(session.conversation().last(10).get(0).userQuery()).contains("q");

        memory.set(List.of());
        assertThat(memory.messages()).isEmpty();
        memory.clear();
        assertThat(session.conversation().size()).isZero();
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

            System.out.printf("LangChain4j: turn 1 %s, turn 10 %s, turn 2,000 %s%n", first, full, last);
            assertThat(last.commands).isEqualTo(first.commands);
            assertThat(last.sent).isLessThanOrEqualTo(first.sent * 105 / 100);
            assertThat(last.received).isLessThanOrEqualTo(full.received * 105 / 100);
            assertThat(window.messages()).hasSize(10);
            assertThat(counted.conversation().size()).isEqualTo(4_002);
        }
    }

    private static void turn(ChatMemory memory, int number) {
        memory.add(UserMessage.from("Question %04d, %s".formatted(number, "which is of some length ".repeat(8))));
        assertThat(memory.messages()).isNotEmpty();
        memory.add(
                AiMessage.from("Answer %04d, %s".formatted(number, "which is longer than the question ".repeat(20))));
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
