package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files of Jetty's module, which the distribution's start script reads. */
class JettyModuleTest {
    private static final Path CONFIG = Path.of("src/main/config");

    private static List<String> settings() throws ReflectiveOperationException {
        Class<?> settings = Class.forName("org.abisession.settings.Setting");
        Method shortName = settings.getDeclaredMethod("shortName");
        shortName.setAccessible(true);
        List<String> names = new ArrayList<>();
        for (Object setting : settings.getEnumConstants()) {
            names.add((String) shortName.invoke(setting));
        }
        names.remove("app"); // belongs to one web application
        return names;
    }

    private static String read(String file) throws IOException {
        return Files.readString(CONFIG.resolve(file));
    }

    @Test
    void module_everySetting_isHandedOn() throws Exception {
        String xml = read("etc/sessions/abi/session-store.xml");
        for (String name : settings()) {
            assertThat(xml).contains("<Arg>" + name + "</Arg><Arg><Property name=\"abi.session." + name + "\"/></Arg>");
        }
    }

    @Test
    void module_everySetting_isInTheTemplate() throws Exception {
        String module = read("modules/session-store-abi.mod");
        for (String name : settings()) {
            assertThat(module).contains("\n# abi.session." + name + "=");
        }
    }
}
