package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.List;
import java.util.stream.Stream;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom a value in the session stands for. The types here have the methods of Spring Security's. */
class UserSourcesTest {
    private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final UserSources sources =
            new UserSources(SessionSettings.builder().build().users());

    /** A context of Spring Security. */
    public record Context(Principal getAuthentication) {}

    /** A login whose name is the text of its principal, as that of Spring Security's AbstractAuthenticationToken. */
    public record Login(Object getPrincipal) implements Principal {
        @Override
        public String getName() {
            return getPrincipal.toString();
        }
    }

    /** A principal as Spring Security asks for it, but without a text. */
    private record Account(String address) {
        @Override
        public String toString() {
            return getClass().getName() + '@' + Integer.toHexString(hashCode()); // as Object has it
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }
    }

    private List<String> warnings() {
        return logs.lines().stream().filter(line -> line.contains("WARN")).toList();
    }

    @Test
    void name_principalsWithoutTextAndWithTheSameHashCode_areNoUsers() {
        assertThat("AaAa@example.org").hasSameHashCodeAs("BBBB@example.org");

        assertThat(Stream.of("AaAa@example.org", "BBBB@example.org")
                        .map(address -> sources.name(CONTEXT, new Context(new Login(new Account(address))))))
                .allMatch(name -> name.isEmpty());
        assertThat(sources.name(CONTEXT, new Context(new Login(new Object())))).isEmpty();
        assertThat(warnings())
                .hasSize(2)
                .allMatch(line -> line.contains("has no toString of its own"))
                .allMatch(line -> line.contains("can't be listed, ended or limited"))
                .noneMatch(line -> line.contains("example.org"));
    }

    @Test
    void name_attributeWithoutText_isNoUser() {
        UserSources attribute = new UserSources(SessionSettings.builder()
                .property("user-attribute", "who", "the test")
                .build()
                .users());

        assertThat(attribute.name("who", new Account("AaAa@example.org"))).isEmpty();
        assertThat(attribute.name("who", "ada")).contains("ada");
        assertThat(attribute.name("who", 7L)).contains("7");
    }

    @Test
    void name_tooLong_isNoUserAndWarnsOnce() {
        String name = "x".repeat(1025);

        assertThat(sources.name(CONTEXT, new Context(new Login(name)))).isEmpty();
        assertThat(sources.name(CONTEXT, new Context(new Login(name)))).isEmpty();
        assertThat(sources.name(CONTEXT, new Context(new Login("ada")))).contains("ada");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("1025 characters")
                .doesNotContain(name);
    }
}
