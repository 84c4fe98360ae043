package org.abisession.cli.doctor;

/** Who else may come to this Redis, as far as the settings tell. */
final class Exposure {
    private final Place place;
    private final Report report;

    Exposure(Place place, Report report) {
        this.place = place;
        this.report = report;
    }

    void check() {
        if (place.isLocal()) {
            return;
        }
        if (!place.redis().tls()) {
            report.add(Finding.warning(
                    "no-tls",
                    "The connection to " + place.redis().address() + " is not encrypted, and leaves this machine.",
                    "Who listens in on the network reads the session ids, and has the sessions.",
                    "Switch TLS on in Redis (tls-port), and set REDIS_URL=rediss://... or REDIS_TLS=true."));
        }
        if (place.redis().password().isEmpty()) {
            report.add(Finding.error(
                    "no-password",
                    "There is no password for " + place.redis().address() + ", which is not on this machine.",
                    "Everybody who reaches it can use every session, and end all.",
                    place.cli("ACL SETUSER default '>PASSWORD'") + ", and set REDIS_PASSWORD."));
        }
    }
}
