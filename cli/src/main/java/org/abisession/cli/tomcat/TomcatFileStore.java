package org.abisession.cli.tomcat;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the directory of Tomcat's FileStore: one file {@code <id>.session} for each session. */
public final class TomcatFileStore implements TomcatStore {
    private static final String EXTENSION = ".session";

    private final Path directory;

    /** Makes one. */
    public TomcatFileStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + EXTENSION)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                visitor.session(
                        name.substring(0, name.length() - EXTENSION.length()), () -> Files.newInputStream(file));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public String contents() {
        return "The directory has no file *" + EXTENSION + ".";
    }
}
