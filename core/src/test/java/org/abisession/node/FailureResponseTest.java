package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.LoginRefusedException;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.junit.jupiter.api.Test;

class FailureResponseTest {
    @Test
    void to_eachFailureAlsoInsideOfOthers_isItsResponse() {
        Exception lost = new SessionStoreUnavailableException("No answer.", new IllegalStateException());
        Exception refusal = new LoginRefusedException(3);
        Exception other = new SessionStoreException(SessionStoreCode.OTHER, "No.", "Nothing.", refusal.getCause());

        assertThat(FailureResponse.to(lost)).isEqualTo(FailureResponse.UNAVAILABLE);
        assertThat(FailureResponse.to(new IllegalStateException(lost))).isEqualTo(FailureResponse.UNAVAILABLE);
        assertThat(FailureResponse.to(new IllegalStateException(refusal))).isEqualTo(FailureResponse.LOGIN_REFUSED);
        assertThat(FailureResponse.to(other)).isEqualTo(FailureResponse.REFUSED);
        assertThat(FailureResponse.to(new IllegalStateException(other))).isEqualTo(FailureResponse.REFUSED);
    }

    @Test
    void cause_exceptionIsACauseOfItsCause_endsWithoutOne() {
        RuntimeException inner = new IllegalArgumentException("inner");
        RuntimeException outer = new IllegalStateException("outer", inner);
        inner.initCause(outer);

        assertThat(FailureResponse.cause(outer)).isNull();
    }

    @Test
    void cause_failureOfTheStoreInsideOfAnother_isThat() {
        SessionStoreException failure = new LoginRefusedException(1);

        assertThat(FailureResponse.cause(new IllegalStateException(failure))).isSameAs(failure);
        assertThat(FailureResponse.cause(null)).isNull();
    }
}
