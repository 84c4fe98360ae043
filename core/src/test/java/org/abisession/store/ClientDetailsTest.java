package org.abisession.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests what clients send as their user agent, and what may stand in a record. */
class ClientDetailsTest {
    private static ClientDetails storedAndRead(String userAgent) {
        return ClientDetails.stored(ClientDetails.of(userAgent, "2001:db8::1").toJson());
    }

    @Test
    void stored_whatWasWritten_isTheSame() {
        ClientDetails details = ClientDetails.of("Mozilla/5.0 (X11; Linux x86_64) \u00fc \ud83d\ude00", "2001:db8::1");

        assertThat(ClientDetails.stored(details.toJson())).isEqualTo(details);
        assertThat(details.knownUserAgent()).hasValue("Mozilla/5.0 (X11; Linux x86_64) \u00fc \ud83d\ude00");
        assertThat(details.knownAddress()).hasValue("2001:db8::1");
    }

    @Test
    void of_nothingKnown_isUnknown() {
        assertThat(ClientDetails.of(null, null)).isEqualTo(ClientDetails.UNKNOWN);
        assertThat(ClientDetails.UNKNOWN.knownUserAgent()).isEmpty();
        assertThat(ClientDetails.UNKNOWN.knownAddress()).isEmpty();
    }

    @Test
    void of_signsOfJsonAndTerminals_arePlainText() {
        assertThat(storedAndRead("a\"b\\c\u001b[2Jd\u202ee\nf\ud800g").userAgent())
                .isEqualTo("a'b'c [2Jd e f g");
    }

    @Test
    void of_longText_isCutBetweenCharacters() {
        assertThat(storedAndRead("x".repeat(100_000)).userAgent()).isEqualTo("x".repeat(256));
        assertThat(storedAndRead("x" + "\ud83d\ude00".repeat(200)).userAgent())
                .isEqualTo("x" + "\ud83d\ude00".repeat(127));
        assertThat(storedAndRead("\u20ac".repeat(300)).userAgent()).isEqualTo("\u20ac".repeat(256));
    }

    @Test
    void stored_somethingElse_isUnknown() {
        assertThat(ClientDetails.stored(null)).isEqualTo(ClientDetails.UNKNOWN);
        for (String text : new String[] {"", "null", "{}", "[\"a\"]", "[\"a\",\"b\",\"c\"]", "[\"\\u0041\",\"b\"]"}) {
            assertThat(ClientDetails.stored(text.getBytes(UTF_8))).isEqualTo(ClientDetails.UNKNOWN);
        }
        byte[] large = ("[\"" + "x".repeat(5_000) + "\",\"b\"]").getBytes(UTF_8);
        assertThat(ClientDetails.stored(large)).isEqualTo(ClientDetails.UNKNOWN);
    }

    @Test
    void toString_isNothingOfTheClient() {
        assertThat(ClientDetails.of("Phone", "192.0.2.1").toString()).isEqualTo("ClientDetails");
    }
}
