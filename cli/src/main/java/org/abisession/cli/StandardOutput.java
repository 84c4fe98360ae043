package org.abisession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes to the standard output, and keeps why that failed: a PrintWriter forgets it. Not safe for several threads. */
final class StandardOutput extends FilterOutputStream {
    private @Nullable IOException failure;

    StandardOutput() {
        super(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** Returns why something could not be written; empty if all was, or if the reader of a pipe has gone before. */
    Optional<String> failure() {
        return Optional.ofNullable(failure)
                .map(why -> String.valueOf(why.getMessage()))
                .filter(why -> !isPipe() && !why.contains("Broken pipe"));
    }

    /** Returns whether the output goes to another program: a write to that fails for no other reason. */
    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return false; // no Linux
        }
    }
}
