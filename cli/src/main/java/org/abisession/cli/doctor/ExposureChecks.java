package org.abisession.cli.doctor;

/** Checks in the settings who else can reach this Redis or read the connection to it. */
final class ExposureChecks {
    private final RedisTarget target;
    private final Report report;

    ExposureChecks(RedisTarget target, Report report) {
        this.target = target;
        this.report = report;
    }

    void check() {
        if (target.isLocal()) {
            return;
        }
        if (!target.redis().tls()) {
            report.add(Finding.warning(
                    "no-tls",
                    "The connection to " + target.redis().address() + " is not encrypted, and leaves this machine.",
                    "Anyone who can listen on the network reads the session ids, and can use the sessions.",
                    "Switch TLS on in Redis (tls-port), and set REDIS_URL=rediss://... or REDIS_TLS=true."));
        }
        if (target.redis().password().isEmpty()) {
            report.add(Finding.error(
                    "no-password",
                    "There is no password for " + target.redis().address() + ", which is not on this machine.",
                    "Everybody who reaches it can use every session, and end all.",
                    target.change("ACL SETUSER default '>PASSWORD'") + ", and set REDIS_PASSWORD."));
        }
    }
}
