package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JavaUtilDate") // stored, too
class SettingsTest {
    private record Item(String name) implements Serializable {}

    private final AttributeCodec codec =
            AttributeCodec.builder(SettingsTest.class.getClassLoader()).build();

    static Stream<Object> immutable() {
        return Stream.of(
                "a",
                1,
                2L,
                3.0,
                4f,
                (short) 5,
                (byte) 6,
                'x',
                true,
                BigDecimal.ONE,
                BigInteger.ONE,
                UUID.randomUUID(),
                Instant.EPOCH,
                ZoneId.of("Europe/Berlin"),
                DayOfWeek.MONDAY,
                Locale.ROOT,
                URI.create("a"),
                new File("a"),
                String.class,
                List.of(),
                List.of("a", 1),
                Set.of(1),
                Map.of("a", List.of(1L)),
                Collections.emptyList(),
                Collections.singletonMap("a", 1));
    }

    static Stream<Object> mutable() {
        return Stream.of(
                new ArrayList<>(),
                new HashMap<>(),
                new int[0],
                new String[0][0],
                new Date(),
                TimeZone.getTimeZone("UTC"),
                new AtomicInteger(),
                List.of(new ArrayList<>()),
                Map.of("a", new Date()),
                Collections.unmodifiableList(new ArrayList<>()),
                new StringBuilder("a").reverse(),
                new Item("a"),
                new BigDecimal(1) {});
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void isMutable_valueThatNeverChanges_isFalse(Object value) {
        assertThat(codec.isMutable(value)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("mutable")
    void isMutable_valueThatCanChangeOrIsUnknown_isTrue(Object value) {
        assertThat(codec.isMutable(value)).isTrue();
    }

    @Test
    void isMutable_null_isFalse() {
        assertThat(codec.isMutable(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "**",
                "com.**",
                "com.acme.Ca*",
                "com..acme",
                "com.acme.",
                "com/acme",
                "java.**",
                "java.util.*",
                "javax.management.**",
                "com.sun.**",
                "com.sun.rowset.*",
                "spring-securty",
                "tomcat9",
            })
    void build_entryThatIsNoneOrTooWide_throwsNamingIt(String entry) {
        AttributeCodec.Builder builder =
                AttributeCodec.builder(getClass().getClassLoader()).allowedClasses(List.of(entry));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("allowed-classes ")
                .hasMessageContaining(entry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spring-security", "tomcat", "jetty", "com.acme.Cart", " com.acme.* ", "com.acme.**", "Cart"})
    void build_patternOrProfile_isTaken(String entry) {
        AttributeCodec.Builder builder =
                AttributeCodec.builder(getClass().getClassLoader()).allowedClasses(List.of(entry));

        assertThatCode(builder::build).doesNotThrowAnyException();
    }

    @Test
    void allow_profile_coversItsClassesAndNoOthers() {
        ClassPatterns spring = new ClassPatterns(List.of("spring-security"));
        ClassPatterns tomcat = new ClassPatterns(List.of("tomcat"));

        assertThat(spring.allow("org.springframework.security.core.context.SecurityContextImpl"))
                .isTrue();
        assertThat(spring.allow("org.springframework.security.web.savedrequest.DefaultSavedRequest"))
                .isTrue();
        assertThat(spring.allow("org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider"))
                .isFalse();
        assertThat(tomcat.allow("org.apache.catalina.authenticator.SavedRequest"))
                .isTrue();
        assertThat(tomcat.allow("org.apache.catalina.session.StandardSession")).isFalse();
    }

    @Test
    void allow_knownGadget_byItsFullNameOnly() {
        String gadget = "org.apache.commons.collections.functors.InvokerTransformer";

        assertThat(new ClassPatterns(List.of("org.apache.**")).allow(gadget)).isFalse();
        assertThat(new ClassPatterns(List.of("org.apache.commons.collections.functors.*")).allow(gadget))
                .isFalse();
        assertThat(new ClassPatterns(List.of(gadget)).allow(gadget)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bsh.Interpreter",
                "com.mchange.v2.c3p0.PoolBackedDataSource",
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "com.sun.org.apache.xpath.internal.objects.XString",
                "com.sun.rowset.JdbcRowSetImpl",
                "com.sun.syndication.feed.impl.ObjectBean",
                "com.vaadin.data.util.NestedMethodProperty",
                "java.beans.EventHandler",
                "java.rmi.server.RemoteObjectInvocationHandler",
                "java.security.SignedObject",
                "javax.management.BadAttributeValueExpException",
                "javax.swing.UIDefaults$ProxyLazyValue",
                "org.apache.click.control.Column$ColumnComparator",
                "org.apache.commons.beanutils.BeanComparator",
                "org.apache.commons.collections4.comparators.TransformingComparator",
                "org.apache.commons.fileupload.disk.DiskFileItem",
                "org.apache.myfaces.view.facelets.el.ValueExpressionMethodExpression",
                "org.apache.wicket.util.upload.DiskFileItem",
                "org.codehaus.groovy.runtime.MethodClosure",
                "org.hibernate.engine.spi.TypedValue",
                "org.mozilla.javascript.NativeJavaObject",
                "org.python.core.PyFunction",
                "org.springframework.aop.framework.JdkDynamicAopProxy",
                "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
                "sun.awt.datatransfer.ClipboardTransferable",
                "sun.reflect.annotation.AnnotationInvocationHandler",
                "sun.swing.SwingLazyValue",
                "tools.jackson.databind.node.POJONode",
            })
    void contains_classOfAPublishedAttack_isTrue(String name) {
        assertThat(KnownGadgets.contains(name)).isTrue();
        assertThat(ClassRefusedException.notAllowed(name)).hasMessageNotContaining("allowed-classes");
    }

    @Test
    void contains_everyNameOfTheJdkTable_isAClassOfThisJdk() throws Exception {
        Field values = JdkValueClasses.class.getDeclaredField("VALUES");
        values.setAccessible(true);
        for (Object name : (Set<?>) values.get(null)) {
            assertThatCode(() -> Class.forName((String) name, false, ClassLoader.getPlatformClassLoader()))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "com.sun.rowset.JdbcRowSetImpl",
                "java.beans.EventHandler",
                "java.lang.ProcessBuilder",
                "java.lang.reflect.Method",
                "java.net.URL",
                "java.rmi.MarshalledObject",
                "java.rmi.server.UnicastRemoteObject",
                "java.security.SignedObject",
                "java.util.Comparator",
                "java.util.ServiceLoader",
                "java.util.logging.FileHandler",
                "javax.management.BadAttributeValueExpException",
                "javax.naming.InitialContext",
                "javax.script.ScriptEngineManager",
                "javax.swing.event.EventListenerList",
                "sun.reflect.annotation.AnnotationInvocationHandler",
                "sun.rmi.server.UnicastRef",
            })
    void load_classOfTheJdkThatIsNoValue_isRefused(String name) {
        AttributeClassFilter filter =
                new AttributeClassFilter(getClass().getClassLoader(), null, new ClassPatterns(List.of()));

        assertThatThrownBy(() -> filter.load(name)).isInstanceOf(ClassRefusedException.class);
        assertThatThrownBy(() -> filter.load("[[L" + name + ";")).isInstanceOf(ClassRefusedException.class);
    }
}
