package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests when exactly a session is saved within a request: a servlet sets an attribute, does something with the
 * response, and looks whether Redis has it. What sends the head must save first, all else must not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitTest {
    private static final int BUFFER = 8192;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final List<Boolean> stored = new CopyOnWriteArrayList<>();
    private volatile Output output = response -> {};
    private TomcatNode node;

    @FunctionalInterface
    private interface Output {
        void to(HttpServletResponse response) throws IOException;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        node = TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off")));
            context.setSendRedirectBody(true);
            new Webapp()
                    .with("/begin", (request, response) -> request.getSession())
                    .with("/do", (request, response) -> {
                        request.getSession().setAttribute("x", "1");
                        output.to(response);
                        stored.add(redis.client()
                                .hexists("session:" + request.getSession().getId() + ":attributes", "x"));
                    })
                    .addTo(context);
        });
    }

    @BeforeEach
    void forget() {
        stored.clear();
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private boolean storedAfter(Output what) throws Exception {
        output = what;
        SessionClient client = new SessionClient(logs);
        client.get(node.port(), "/begin");
        client.get(node.port(), "/do");
        await().until(() -> !stored.isEmpty()); // a client that was sent everything does not wait for the servlet
        await("stored when the request is over")
                .until(() -> redis.client().hexists("session:" + client.sessionId() + ":attributes", "x"));
        return stored.get(0);
    }

    @Test
    void stream_asMuchAsTheBufferHolds_savesNotYet() throws Exception {
        assertThat(storedAfter(response -> response.getOutputStream().write(new byte[BUFFER])))
                .isFalse();
    }

    @Test
    void stream_oneByteMoreThanTheBufferHolds_savesFirst() throws Exception {
        assertThat(storedAfter(response -> {
                    response.getOutputStream().write(new byte[BUFFER]);
                    response.getOutputStream().write('x');
                }))
                .isTrue();
    }

    @Test
    void stream_largerBuffer_savesWhenThatOverflows() throws Exception {
        Output larger = response -> {
            response.setBufferSize(4 * BUFFER);
            response.getOutputStream().write(new byte[4 * BUFFER]);
        };
        assertThat(storedAfter(larger)).isFalse();
        stored.clear();
        assertThat(storedAfter(response -> {
                    larger.to(response);
                    response.getOutputStream().print("more");
                }))
                .isTrue();
    }

    @Test
    void stream_bufferResetInBetween_countsFromThere() throws Exception {
        assertThat(storedAfter(response -> {
                    response.getOutputStream().write(new byte[BUFFER]);
                    response.resetBuffer();
                    response.getOutputStream().write(new byte[BUFFER]);
                }))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u20ac"})
    void writer_asManyCharactersAsTheBufferHolds_savesNotYet(String character) throws Exception {
        assertThat(storedAfter(response -> {
                    response.setCharacterEncoding("UTF-8");
                    response.getWriter().print(character.repeat(BUFFER));
                }))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u20ac"})
    void writer_moreThanTheBufferHolds_savesBeforeTomcatSends(String character) throws Exception {
        assertThat(storedAfter(response -> {
                    response.setCharacterEncoding("UTF-8");
                    for (int i = 0; !response.isCommitted(); i++) {
                        assertThat(i).isLessThan(4 * BUFFER);
                        response.getWriter().println(character);
                    }
                }))
                .isTrue();
    }

    @Test
    void writer_oneLargeText_savesFirst() throws Exception {
        assertThat(storedAfter(response -> response.getWriter().print("x".repeat(5 * BUFFER))))
                .isTrue();
    }

    @Test
    void flush_ofWhatever_savesFirst() throws Exception {
        assertThat(storedAfter(HttpServletResponse::flushBuffer)).isTrue();
        stored.clear();
        assertThat(storedAfter(response -> response.getOutputStream().flush())).isTrue();
        stored.clear();
        assertThat(storedAfter(response -> response.getWriter().flush())).isTrue();
        stored.clear();
        assertThat(storedAfter(response ->
                        assertThat(response.getWriter().checkError()).isFalse()))
                .isTrue();
    }

    @Test
    void close_ofStreamOrWriter_savesFirst() throws Exception {
        assertThat(storedAfter(response -> response.getOutputStream().close())).isTrue();
        stored.clear();
        assertThat(storedAfter(response -> response.getWriter().close())).isTrue();
    }

    @Test
    void stream_asMuchAsContentLengthAnnounces_savesFirst() throws Exception {
        assertThat(storedAfter(response -> {
                    response.setContentLength(2);
                    response.getOutputStream().print("ok");
                }))
                .isTrue();
    }

    @Test
    void writer_asMuchAsContentLengthAnnouncesAndAFlush_savesFirst() throws Exception {
        assertThat(storedAfter(response -> {
                    response.setContentLength(2);
                    response.getWriter().print("ok");
                    response.flushBuffer();
                }))
                .isTrue();
    }

    @Test
    void sendError_whichSendsNothingYet_savesNotYet() throws Exception {
        assertThat(storedAfter(response -> response.sendError(404))).isFalse();
    }

    @Test
    void sendRedirect_withABodyAsTheContextIsConfigured_savesFirst() throws Exception {
        assertThat(storedAfter(response -> response.sendRedirect("/elsewhere"))).isTrue();
    }

    @Test
    void sendRedirect_inTheFormsOfServlet61_savesFirst() throws Exception {
        List<Method> forms = Arrays.stream(HttpServletResponse.class.getMethods())
                .filter(method -> method.getName().equals("sendRedirect") && method.getParameterCount() > 1)
                .toList();
        assumeTrue(!forms.isEmpty(), "Servlet 6.0 has one form only");

        assertThat(forms).hasSize(3);
        for (Method form : forms) {
            stored.clear();
            assertThat(storedAfter(response -> redirect(response, form))).isTrue();
        }
    }

    private static void redirect(HttpServletResponse response, Method form) {
        Object[] arguments = Arrays.stream(form.getParameterTypes())
                .map(type -> type == String.class ? "/elsewhere" : type == int.class ? (Object) 303 : true)
                .toArray();
        try {
            form.invoke(response, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(form.toString(), e);
        }
    }
}
