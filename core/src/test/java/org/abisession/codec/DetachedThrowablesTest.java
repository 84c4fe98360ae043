package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetachedThrowablesTest {
    private final AttributeCodec codec =
            AttributeCodec.builder(getClass().getClassLoader()).build();

    /** Holds what is not Serializable. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Object connection = new Object();

        Broken(String message, Throwable cause) {
            super(message, cause);
        }

        Object connection() {
            return connection;
        }
    }

    /** Takes only its own class where another exception hangs on it. */
    static final class Narrow extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Broken next;

        Narrow(Broken next) {
            super("narrow");
            this.next = next;
        }

        Broken next() {
            return next;
        }
    }

    /** An exception like {@link Broken}, whose cause may come later. */
    static final class Circular extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Object connection = new Object();

        Circular(String message) {
            super(message);
        }

        Object connection() {
            return connection;
        }
    }

    record Holder(Throwable failure, Object more) implements Serializable {}

    private Object back(Object value) {
        return codec.decode("failure", codec.encode("failure", value));
    }

    @Test
    void encode_exceptionThatCanBeStored_staysAsItIs() {
        Throwable failure = new IllegalStateException("no", new SQLException("08006"));

        Throwable back = (Throwable) back(failure);

        assertThat(back).isInstanceOf(IllegalStateException.class).hasMessage("no");
        assertThat(back.getStackTrace()).isEqualTo(failure.getStackTrace());
        assertThat(back.getCause()).isInstanceOf(SQLException.class);
    }

    @Test
    void encode_causeThatCannotBeStored_isReplacedByTypeAndMessage() {
        Throwable back =
                (Throwable) back(new IllegalStateException("no", new Broken("reset", new SQLException("08006"))));

        assertThat(back).isInstanceOf(IllegalStateException.class).hasMessage("no");
        assertThat(back.getCause()).hasMessage("reset").hasToString(Broken.class.getName() + ": reset");
        assertThat(back.getCause().getCause()).isInstanceOf(SQLException.class).hasMessage("08006");
    }

    @Test
    void encode_replacementThatDoesNotFit_replacesWhatIsAroundIt() {
        Throwable back = (Throwable) back(new Narrow(new Broken("reset", null)));

        assertThat(back).hasMessage("narrow").hasToString(Narrow.class.getName() + ": narrow");
    }

    @Test
    void encode_exceptionInsideOfOtherValues_isReplacedThere() {
        Map<String, Object> flash = new HashMap<>(Map.of("list", List.of(new Broken("one", null))));
        flash.put("holder", new Holder(new Broken("two", null), "kept"));

        Map<?, ?> back = (Map<?, ?>) back(flash);

        assertThat((Throwable) ((List<?>) back.get("list")).get(0)).hasMessage("one");
        assertThat(((Holder) back.get("holder")).failure()).hasMessage("two");
        assertThat(((Holder) back.get("holder")).more()).isEqualTo("kept");
    }

    @Test
    void encode_causesInACircle_ends() {
        Circular first = new Circular("first");
        Circular second = new Circular("second");
        first.initCause(second);
        second.initCause(first);

        assertThat((Throwable) back(new IllegalStateException("no", first))).hasMessage("no");
    }

    @Test
    void encode_twice_givesTheSameBytes() {
        Throwable failure = new IllegalStateException("no", new Broken("reset", null));

        assertThat(codec.encode("failure", failure)).isEqualTo(codec.encode("failure", failure));
    }

    @Test
    void encode_otherValueThatCannotBeStored_isRefusedAsBefore() {
        assertThatThrownBy(() -> codec.encode("holder", new Holder(new Broken("reset", null), new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }
}
