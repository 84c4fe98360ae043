package org.abisession.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.abisession.cli.tomcat.TomcatFileStore;
import org.abisession.cli.tomcat.TomcatStore;
import org.abisession.cli.tomcat.TomcatTableStore;
import org.abisession.cli.tomcat.TomcatTableStore.Columns;
import org.abisession.cli.tomcat.TomcatTableStore.Database;
import org.abisession.node.SessionNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports the sessions that a store of Tomcat's PersistentManager has. */
@Command(
        name = "import",
        description = "Imports the sessions that Tomcat has stored, under the ids that their clients have.",
        footer = {
            "",
            "Stop Tomcat first: it stores its sessions when it stops. Give the application's",
            "classes and Tomcat's, since values of attributes and logins are of these:",
            "  abi-session import --from tomcat-file --app shop \\",
            "    --classpath \"shop/WEB-INF/classes:shop/WEB-INF/lib/*:$T/lib/*:$T/bin/*\" DIR",
            "$T is Tomcat's directory, and DIR that of its FileStore. Classes in",
            "directories are the application's own; those in jars are refused, unless they",
            "are in allowed-classes. The store is only read. Sessions that are in Redis",
            "already stay as they are, so the command can be repeated."
        })
final class ImportCommand extends StoreCommand {
    private static final String FILES = "tomcat-file";
    private static final String TABLE = "tomcat-jdbc";
    private static final String PASSWORD = "DB_PASSWORD";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "STORE",
            description = "Whose sessions: " + FILES + " (FileStore) or " + TABLE + " (DataSourceStore, JDBCStore).")
    String from = "";

    @Parameters(paramLabel = "SOURCE", description = "The directory of the files, or the JDBC URL of the database.")
    String source = "";

    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "The application that gets the sessions, as --set app=NAME does.")
    @Nullable
    String app;

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "Directories and jars as java -cp takes them: the application, Tomcat, the JDBC driver.")
    String classPath = "";

    @Option(names = "--dry-run", description = "Reads all sessions, stores none, and says what it would do.")
    boolean dryRun;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The application's name in the table, such as /Catalina/localhost/shop.")
    @Nullable
    String context;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            defaultValue = "tomcat$sessions",
            description = "The table (sessionTable), ${DEFAULT-VALUE} unless given.")
    String table = "";

    @Option(
            names = "--columns",
            paramLabel = "ID,APP,DATA",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "id,app,data",
            description =
                    "The table's columns sessionIdCol, sessionAppCol and sessionDataCol, ${DEFAULT-VALUE} unless given.")
    List<String> columns = List.of();

    @Option(
            names = "--db-user",
            paramLabel = "NAME",
            description = "The user of the database. The password comes from the environment: " + PASSWORD + ".")
    @Nullable
    String databaseUser;

    ImportCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (app != null) {
            settings.put("app", app);
        }
        settings.put("unstorable-attributes", "refuse"); // here is no node on which a value could stay
        return settings;
    }

    @Override
    int run(Store store) throws Exception {
        try (URLClassLoader classes = classes();
                SessionNode node = SessionNode.open(store.settings(), classes, classes, List.of("tomcat"))) {
            TomcatStore tomcat = tomcat(classes);
            SessionImports imports = new SessionImports(this, store, node.imports());
            boolean begun = true;
            try {
                read(tomcat, imports);
                if (imports.isEmpty()) {
                    store.console().note(tomcat.contents());
                }
            } catch (IOException e) {
                throw new FailedException("The sessions can't be read: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                begun = false;
                throw e;
            } finally {
                if (begun) {
                    imports.report();
                }
            }
            return imports.refused() == 0 ? AbiSession.FINE : AbiSession.FAILED;
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException(String.valueOf(e.getMessage()));
        }
    }

    private void read(TomcatStore tomcat, SessionImports imports) throws IOException {
        try (Progress progress = new Progress(environment, "Importing", -1, "sessions")) {
            tomcat.visit((id, content) -> {
                progress.step(1);
                imports.session(id, content);
            });
        }
    }

    private TomcatStore tomcat(ClassLoader classes) {
        return switch (from) {
            case FILES -> {
                Path directory = path("SOURCE", source);
                if (!Files.isDirectory(directory)) {
                    throw new WrongUsageException("SOURCE must be a directory with files *.session, was no directory");
                }
                yield new TomcatFileStore(directory);
            }
            case TABLE -> {
                if (columns.size() != 3) {
                    throw new WrongUsageException("--columns must be three names: ID,APP,DATA");
                }
                yield new TomcatTableStore(
                        new Database(classes, source, login()),
                        new Columns(table, columns.get(0), columns.get(1), columns.get(2)),
                        context);
            }
            default -> throw new WrongUsageException("--from must be " + FILES + " or " + TABLE);
        };
    }

    private Properties login() {
        Properties login = new Properties();
        if (databaseUser != null) {
            login.setProperty("user", databaseUser);
        }
        String password = environment.environment().get(PASSWORD);
        if (password != null) {
            login.setProperty("password", password);
        }
        return login;
    }

    /** Makes the loader of the application's classes, which sees none of this program. */
    private URLClassLoader classes() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.endsWith("*")) {
                for (Path jar : jars(entry.substring(0, entry.length() - 1))) {
                    urls.add(url(jar));
                }
            } else if (!entry.isEmpty()) {
                urls.add(url(existing(entry)));
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> jars(String directory) {
        try (Stream<Path> files = Files.list(existing(directory))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new WrongUsageException("--classpath must have a directory that can be read before *, was "
                    + (Mask.isSecret(directory) ? "none" : directory) + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private static Path existing(String entry) {
        Path path = path("--classpath", entry);
        if (!Files.exists(path)) {
            throw new WrongUsageException(
                    "--classpath must name what is there; there is no " + (Mask.isSecret(entry) ? "such file" : entry));
        }
        return path;
    }

    private static Path path(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new WrongUsageException(
                    name + " must be a path that this process can read. If it has other characters"
                            + " than ASCII, put LC_ALL=C.UTF-8 into the environment.");
        }
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toAbsolutePath().toUri().toURL();
    }
}
