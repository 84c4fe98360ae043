package com.example.logins;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.constraints.NotBlank;
import java.io.Serializable;
import java.net.Socket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.codec.AttributeCodec;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindingResult;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;
import org.springframework.web.servlet.FlashMap;

/** Tests what is in a session for the next page only: failures of logins, flash attributes, results of binding. */
class NextPageTest {
    private static AttributeCodec node() {
        return AttributeCodec.builder(NextPageTest.class.getClassLoader())
                .allowedClasses(List.of("spring-mvc", "spring-security"))
                .build();
    }

    private static Object onOtherNode(Object value) {
        return node().decode("next", node().encode("next", value));
    }

    /** An exception that is not Serializable in fact. */
    static final class DriverException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object socket = new Socket();

        DriverException(String message, Throwable cause) {
            super(message, cause);
        }

        Object socket() {
            return socket;
        }
    }

    public record Form(@NotBlank String name) implements Serializable {}

    @Test
    void failureOfLogin_withCauseThatCannotBeStored_keepsItsClassAndTheCausesMessage() {
        AuthenticationException failure = new InternalAuthenticationServiceException(
                "The directory is away", new DriverException("reset", new SQLException("08006")));

        AuthenticationException back = (AuthenticationException) onOtherNode(failure);

        assertThat(back).isInstanceOf(InternalAuthenticationServiceException.class).hasMessage("The directory is away");
        assertThat(back.getCause()).hasMessage("reset").hasToString(DriverException.class.getName() + ": reset");
        assertThat(back.getCause().getCause()).isInstanceOf(SQLException.class).hasMessage("08006");
    }

    @Test
    void failureOfLogin_thatCannotBeStoredItself_keepsTypeAndMessage() {
        Throwable back = (Throwable) onOtherNode(new DriverException("reset", null));

        assertThat(back).hasMessage("reset").hasToString(DriverException.class.getName() + ": reset");
    }

    @Test
    void failureOfLogin_withThePasswordThatWasTyped_isStoredWithoutIt() {
        AuthenticationException failure = new BadCredentialsException("Bad credentials");
        failure.setAuthenticationRequest(UsernamePasswordAuthenticationToken.unauthenticated("ada", "typed-secret"));

        byte[] stored = node().encode("next", failure);
        AuthenticationException back = (AuthenticationException) node().decode("next", stored);

        assertThat(bytesOfJava(stored)).doesNotContain("typed-secret");
        assertThat(back).isInstanceOf(BadCredentialsException.class).hasMessage("Bad credentials");
        assertThat(back.getAuthenticationRequest()).isNull();
    }

    @Test
    void failureOfLogin_besideALogin_leavesTheLogin() {
        List<Object> values = new ArrayList<>();
        values.add(new BadCredentialsException("Bad credentials"));
        values.add(UsernamePasswordAuthenticationToken.authenticated("ada", null, List.of()));

        List<?> back = (List<?>) onOtherNode(new ArrayList<>(values));

        assertThat(((Authentication) back.get(1)).getName()).isEqualTo("ada");
    }

    /** Returns the Java serialization in an envelope, as text of one byte for each character. */
    private static String bytesOfJava(byte[] stored) {
        Matcher data = Pattern.compile("\"data\":\"([^\"]+)\"").matcher(new String(stored, UTF_8));
        assertThat(data.find()).isTrue();
        return new String(Base64.getDecoder().decode(data.group(1)), ISO_8859_1);
    }

    @Test
    void flash_withExceptionThatCannotBeStored_keepsTheRest() {
        FlashMap flash = new FlashMap();
        flash.put("notice", "failed");
        flash.put("error", new DriverException("reset", null));

        Map<?, ?> back = (Map<?, ?>) onOtherNode(flash);

        assertThat(back.get("notice")).isEqualTo("failed");
        assertThat((Throwable) back.get("error")).hasMessage("reset");
    }

    @Test
    void flash_withErrorsOfRealValidation_isReadOnOtherNode() {
        BindingResult result = new BeanPropertyBindingResult(new Form(""), "form");
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            new SpringValidatorAdapter(factory.getValidator()).validate(new Form(""), result);
        }
        FlashMap flash = new FlashMap();
        flash.put("form", new Form(""));
        flash.put(BindingResult.MODEL_KEY_PREFIX + "form", result);

        FlashMap back = (FlashMap) onOtherNode(flash);

        BindingResult read = (BindingResult) back.get(BindingResult.MODEL_KEY_PREFIX + "form");
        assertThat(read.getFieldError("name").getDefaultMessage()).isEqualTo(result.getFieldError("name").getDefaultMessage());
        assertThat(new HashMap<>(back)).containsEntry("form", new Form(""));
    }
}
