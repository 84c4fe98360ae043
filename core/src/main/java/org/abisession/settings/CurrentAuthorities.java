package org.abisession.settings;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads who may have signed the certificate of Redis, from the file of {@link Setting#REDIS_CA}. Where that can't be
 * read any more, the authorities from before hold, and the log says why, once. Safe for use by several threads.
 */
final class CurrentAuthorities implements Supplier<List<X509Certificate>> {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentAuthorities.class);

    private final @Nullable ConfiguredValue file;
    private byte[] text;
    private List<X509Certificate> last;
    private boolean failed;

    private CurrentAuthorities(@Nullable ConfiguredValue file) {
        this.file = file;
        this.text = file == null ? new byte[0] : AuthorityFile.text(file);
        this.last = file == null ? List.of() : AuthorityFile.parse(file, text);
    }

    /** Reads the file for the first time, if one is set: it must be readable then. */
    static CurrentAuthorities of(Values values, boolean tls) {
        Optional<ConfiguredValue> file = values.find(Setting.REDIS_CA);
        if (file.isPresent() && !tls) {
            throw file.get()
                    .invalid("must not be set without TLS", "Write rediss:// or set redis-tls=true, or leave it out.");
        }
        file.ifPresent(set -> values.came(set, set.value()));
        return new CurrentAuthorities(file.orElse(null));
    }

    /** Returns the authorities; the same object as long as the file has the same text. */
    @Override
    public synchronized List<X509Certificate> get() {
        ConfiguredValue set = file;
        if (set == null) {
            return last;
        }
        try {
            byte[] now = AuthorityFile.text(set);
            if (!Arrays.equals(now, text)) {
                last = AuthorityFile.parse(set, now);
                text = now;
                LOG.info(
                        "The authorities in the file of {} have changed; new connections count by the new ones",
                        Setting.REDIS_CA.sharedName().orElse(Setting.REDIS_CA.fullName()));
            }
            failed = false;
        } catch (InvalidSettingException e) {
            if (!failed) {
                LOG.warn("New connections to Redis count by the authorities as they were before: {}", e.getMessage());
            }
            failed = true;
        }
        return last;
    }
}
