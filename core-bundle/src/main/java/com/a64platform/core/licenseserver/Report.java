package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.licenseserver.Grant.Binding;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** An entitlement as operators see it. Shows ids, no code and no license. */
final class Report {
    private Report() {}

    static ObjectNode of(Entitlement entitlement, List<Grant> grants) {
        var terms = entitlement.terms();
        var line = StrictJson.object()
                .put("id", entitlement.id())
                .put("module", terms.module())
                .put("customer", terms.customer())
                .put("type", terms.type())
                .put("check", terms.online() ? "online" : "offline")
                .put("revoked", entitlement.revokedAt().isPresent());
        entitlement.until().ifPresent(end -> line.put("until", end.toString()));
        terms.seats().ifPresent(seats -> line.put("seats", seats).put("seatsTaken", taken(grants)));
        var installations = line.putArray("installations");
        grants.forEach(grant -> installations.add(installation(grant, entitlement.generation())));
        return line;
    }

    private static long taken(List<Grant> grants) {
        return grants.stream()
                .flatMap(grant -> grant.binding().stream())
                .mapToLong(Binding::seats)
                .sum();
    }

    private static ObjectNode installation(Grant grant, int generation) {
        var line = StrictJson.object().put("license", grant.license(generation));
        grant.binding().ifPresent(bound -> {
            line.put("installation", bound.installation())
                    .put("since", bound.boundAt().toString())
                    .put("seen", bound.seenAt().toString())
                    .put("seatsTaken", bound.seats());
            var copies = line.putArray("copies");
            bound.forks().forEach(fork -> copies.addObject()
                    .put("at", fork.at().toString())
                    .put("from", fork.address())
                    .put("counter", fork.counter()));
        });
        return line;
    }
}
