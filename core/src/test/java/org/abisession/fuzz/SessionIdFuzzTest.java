package org.abisession.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;
import org.junit.jupiter.api.Test;

class SessionIdFuzzTest {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    @Test
    void parse_hostileText_isAnIdOnlyIfItHasTheFormOfOne() {
        try (Fuzz fuzz = new Fuzz("ids, parsed")) {
            Random random = fuzz.random(0);
            HostileIds ids = new HostileIds(random);
            for (int i = fuzz.times(200_000, 10_000_000); i > 0; i--) {
                String text = switch (i % 5) {
                    case 0 -> ids.unknown();
                    case 1 -> ids.lineBreaking();
                    case 2 -> ids.routed();
                    case 3 -> ids.malformed();
                    default -> mutated(ids.unknown(), random);
                };
                Optional<SessionId> id = SessionId.parse(text);
                if (id.isPresent() != FORM.matcher(text).matches()
                        || (id.isPresent() && !id.get().value().equals(text))) {
                    assertThat(text).as("taken: " + id.isPresent()).matches(FORM);
                }
                fuzz.count(id.isPresent() ? "ids" : "refused");
            }
            assertThat(fuzz.counted("ids")).isPositive();
            assertThat(fuzz.counted("refused")).isPositive();
        }
    }

    @Test
    void malformed_andItsPieces_areNoIds() {
        HostileIds ids = new HostileIds(new Fuzz("pieces").random(1));
        for (int i = 0; i < 50_000; i++) {
            for (String piece : ids.malformed().split("[;, \t\"\\\\=/?#\u0000]|%2f|%3b|&amp;", -1)) {
                String withoutRoute = piece.contains(".") ? piece.substring(0, piece.indexOf('.')) : piece;
                assertThat(SessionId.parse(withoutRoute)).as(piece).isEmpty();
            }
        }
    }

    private static String mutated(String id, Random random) {
        StringBuilder text = new StringBuilder(id);
        text.setCharAt(random.nextInt(id.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
        return text.toString();
    }
}
