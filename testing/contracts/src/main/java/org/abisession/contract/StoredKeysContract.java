package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The keys of a session, their types, and how long they live. */
interface StoredKeysContract extends ContractContext {
    /** The part of a time to live that may have passed when the test looks, in seconds. */
    long GONE_BY_NOW = 20;

    /** The seconds that the attributes are kept longer than the session lives. */
    long RETENTION = 300;

    @Test
    default void create_session_storesMetadataAsStringAndAttributesAsHashAndNothingElse() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String id = user.sessionId();

        assertThat(keysOf(id)).containsExactly(ContractContext.attributesKey(id), ContractContext.metadataKey(id));
        assertThat(redis().client().type(ContractContext.metadataKey(id))).isEqualTo("string");
        assertThat(redis().client().type(ContractContext.attributesKey(id))).isEqualTo("hash");
        assertThat(redis().client().hkeys(ContractContext.attributesKey(id)))
                .contains("x")
                .allMatch(field -> field.equals("x") || field.startsWith("@"));
    }

    @Test
    default void create_session_metadataIsAJsonObjectWithIdAndCreationTime() {
        Browser user = browser();
        user.get(a(), "session");
        String id = user.sessionId();

        JsonNode metadata = new ObjectMapper().readTree(redis().client().get(ContractContext.metadataKey(id)));
        assertThat(metadata.get("session_id").stringValue()).isEqualTo(id);
        assertThat(metadata.get("created_at").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    }

    @Test
    default void append_firstTurn_storesAListOfJsonObjects() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "say=What%20sold%20best%3F");
        String key = ContractContext.conversationKey(user.sessionId());

        assertThat(redis().client().type(key)).isEqualTo("list");
        assertThat(redis().client().lrange(key, 0, -1)).hasSize(1);
        JsonNode turn = new ObjectMapper().readTree(redis().client().lindex(key, 0));
        assertThat(turn.get("user_query").stringValue()).isEqualTo("What sold best?");
        assertTtl(key, 86_400);
    }

    @Test
    default void save_attributeWhoseNameBeginsWithAt_isStoredWithOneMore() {
        Browser user = browser();
        user.get(a(), "set=@created_at:mine");

        assertThat(redis().client().hkeys(ContractContext.attributesKey(user.sessionId())))
                .contains("@@created_at");
        assertThat(user.get(b(), "get=@created_at&names").body()).isEqualTo("@created_at=mine\nnames=[@created_at]\n");
    }

    @Test
    default void create_otherContextPath_appendsItToTheAttributesKey() {
        ContractNode shop = node(new ContractWebapp(), "/shop");
        Browser user = browser();
        user.get(shop, "set=x:1");
        String id = user.sessionId();

        assertThat(keysOf(id)).containsExactly("session:" + id + ":attributes:shop", ContractContext.metadataKey(id));
    }

    @Test
    default void interval_nothingConfigured_is86400Seconds() {
        Browser user = browser();

        assertThat(user.get(a(), "session").number("interval")).isEqualTo(86_400);
        assertTtls(user, 86_400);
    }

    @Test
    default void interval_sessionTimeoutInWebXml_isThat() {
        ContractNode node = node(new ContractWebapp().sessionTimeout(7), "");
        Browser user = browser();

        assertThat(user.get(node, "session").number("interval")).isEqualTo(420);
        assertTtls(user, 420);
    }

    @Test
    default void interval_sessionTimeoutOf30InWebXml_isNotTakenForTheContainersDefault() {
        ContractNode node = node(new ContractWebapp().sessionTimeout(30), "");

        assertThat(browser().get(node, "session").number("interval")).isEqualTo(1800);
    }

    @Test
    default void interval_contextParam_comesBeforeSessionTimeout() {
        ContractNode node = node(
                new ContractWebapp().sessionTimeout(7).contextParam("abi.session.max-inactive-interval", "10m"), "");
        Browser user = browser();

        assertThat(user.get(node, "session").number("interval")).isEqualTo(600);
        assertTtls(user, 600);
    }

    @Test
    default void setMaxInactiveInterval_byTheApplication_holdsOnEveryNode() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "interval=120");
        assertTtl(ContractContext.attributesKey(user.sessionId()), 120 + RETENTION);

        assertThat(user.get(b(), "session").number("interval")).isEqualTo(120);
        assertTtl(ContractContext.attributesKey(user.sessionId()), 120 + RETENTION);
    }

    @Test
    default void setMaxInactiveInterval_negativeByTheApplication_keepsTheSessionForEver() {
        redis().allowKeysWithoutTtl();
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "interval=-1");

        assertThat(redis().keysWithoutTtl()).containsExactlyElementsOf(keysOf(user.sessionId()));
        assertThat(user.get(b(), "session&get=x").value("x")).hasValue("1");
        assertThat(redis().keysWithoutTtl()).containsExactlyElementsOf(keysOf(user.sessionId()));
    }

    @Test
    default void read_halfOfTheTimeGone_setsTheTtlAgain() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "say=hello");
        String id = user.sessionId();
        redis().client().expire(ContractContext.attributesKey(id), 43_200 + RETENTION);
        redis().client().expire(ContractContext.metadataKey(id), 43_200);
        redis().client().expire(ContractContext.conversationKey(id), 43_200);

        user.get(b(), "get=x");
        assertTtls(user, 86_400);
        assertTtl(ContractContext.conversationKey(id), 86_400);
    }

    @Test
    default void read_pythonSetALongerTtl_isNotShortened() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        redis().client().expire(ContractContext.metadataKey(user.sessionId()), 172_800);

        user.get(b(), "get=x");
        assertTtl(ContractContext.metadataKey(user.sessionId()), 172_800);
    }

    private void assertTtls(Browser user, long interval) {
        assertTtl(ContractContext.metadataKey(user.sessionId()), interval);
        assertTtl(ContractContext.attributesKey(user.sessionId()), interval + RETENTION);
    }

    private void assertTtl(String key, long seconds) {
        assertThat(redis().client().pttl(key)).isBetween((seconds - GONE_BY_NOW) * 1000, seconds * 1000);
    }
}
