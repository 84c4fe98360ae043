package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the profiles of {@code allowed-classes} let in, and what they must not. */
class ClassProfilesTest {
    static List<String> profiles() {
        return ClassProfiles.names();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void find_everyProfile_namesClassesOnly(String profile) {
        assertThat(ClassProfiles.find(profile))
                .isNotEmpty()
                .allMatch(name -> name.matches("[a-z][A-Za-z0-9_.]*\\.[A-Z_][A-Za-z0-9_$]*"));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void find_everyProfile_namesNoClassOfTheJdkButWhatLoginsHold(String profile) {
        // The issuer of OpenID Connect, which is read without looking up its host; the certificate of X.509.
        Set<String> logins = Set.of("java.net.URL", "java.security.cert.Certificate$CertificateRep");
        assertThat(ClassProfiles.find(profile))
                .filteredOn(name -> !logins.contains(name) || !profile.equals("spring-security"))
                .noneMatch(name -> name.matches("(java|jdk|sun)\\..*"))
                .noneMatch(name -> name.matches("javax\\.(?!(servlet|faces)\\.).*"))
                .noneMatch(name -> name.startsWith("com.sun.") && !name.startsWith("com.sun.faces."));
    }

    @Test
    void find_classOfJakartaEe_isThereUnderItsNameInJavaEe() {
        assertThat(ClassProfiles.find("faces-mojarra"))
                .contains("jakarta.faces.application.FacesMessage", "javax.faces.application.FacesMessage");
        assertThat(ClassProfiles.find("tomcat")).contains("jakarta.servlet.http.Cookie", "javax.servlet.http.Cookie");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void find_everyProfile_namesNoClassOfAPublishedAttack(String profile) {
        assertThat(ClassProfiles.find(profile)).noneMatch(KnownGadgets::contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // They call methods, evaluate expressions, or read bytes without a filter.
                "com.sun.faces.facelets.el.TagMethodExpression",
                "com.sun.faces.facelets.el.TagValueExpression",
                "org.apache.el.MethodExpressionImpl",
                "org.apache.el.ValueExpressionImpl",
                "org.apache.myfaces.view.facelets.el.ValueExpressionMethodExpression",
                "org.apache.wicket.pageStore.SerializedPage",
                "org.jboss.weld.interceptor.proxy.InterceptorMethodHandler",
                "org.springframework.beans.factory.support.DisposableBeanAdapter",
                "org.springframework.web.context.request.DestructionCallbackBindingListener",
                // They reserve what the stream says, or take for ever to hash.
                "kotlin.collections.builders.SerializedCollection",
                "kotlin.collections.builders.SerializedMap",
                "kotlin.Pair",
                "kotlin.Triple",
            })
    void allow_allProfilesTogether_leaveOutWhatCallsOthers(String name) {
        assertThat(new ClassPatterns(ClassProfiles.names()).allow(name)).isFalse();
    }

    @Test
    void refusal_classOfAProfile_namesTheLineWithTheProfile() {
        assertThat(ClassRefusedException.notAllowed("org.apache.shiro.subject.SimplePrincipalCollection"))
                .hasMessageEndingWith(
                        "add it to the setting: abi.session.allowed-classes=org.apache.shiro.subject.SimplePrincipalCollection,"
                                + " or the profile that has it: abi.session.allowed-classes=shiro");
    }

    @Test
    void refusal_classOfTwoProfiles_namesBoth() {
        assertThat(ClassRefusedException.notAllowed("jakarta.faces.application.FacesMessage"))
                .hasMessageEndingWith("or the profile that has it: abi.session.allowed-classes=faces-mojarra"
                        + " or abi.session.allowed-classes=faces-myfaces");
    }

    @Test
    void refusal_classOfNoProfile_namesTheLineOnly() {
        assertThat(ClassRefusedException.notAllowed("com.lib.Thing"))
                .hasMessageEndingWith("add it to the setting: abi.session.allowed-classes=com.lib.Thing");
    }

    @Test
    void build_profileThatIsNone_namesAllProfiles() {
        assertThatThrownBy(() -> new ClassPatterns(List.of("struts")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ClassProfiles.names().toString());
    }

    @Test
    void document_namesEveryProfile() throws IOException {
        String document = Files.readString(Path.of("../docs/frameworks.md"));

        assertThat(ClassProfiles.names()).allMatch(name -> document.contains("`" + name + "`"));
    }
}
