package com.a64platform.core.vouching;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.offers.Standing;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.trust.Trust;
import com.a64platform.core.trust.TrustFiles;
import com.a64platform.core.trust.TrustReport;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What an administrator does to whom the home trusts. Each act is in the audit under that name, also a refused one. */
@Component(service = TrustActs.class)
public final class TrustActs {
    private final TrustFiles files;
    private final Trust trust;
    private final Inventory inventory;
    private final Standing standing;
    private final Audit audit;

    @Activate
    public TrustActs(
            @Reference Platform platform,
            @Reference Trust trust,
            @Reference Inventory inventory,
            @Reference Standing standing,
            @Reference Audit audit) {
        this.files = new TrustFiles(platform.home());
        this.trust = trust;
        this.inventory = inventory;
        this.standing = standing;
        this.audit = audit;
    }

    public TrustReport report() {
        return trust.report();
    }

    /** What is installed and flagged: {@code NAME VERSION} with the flags. */
    public Map<String, List<String>> flagged() {
        Map<String, List<String>> flagged = new TreeMap<>();
        for (var installation : inventory.all()) {
            var flags = standing.flags(installation);
            if (!flags.isEmpty()) {
                flagged.put(installation.moduleName() + " " + installation.version(), flags);
            }
        }
        return flagged;
    }

    /** @param key base64 of the public key's SubjectPublicKeyInfo */
    public void addPublisher(Audit.Actor actor, String publisher, String key) {
        audited(actor, "trust.add-publisher", Map.of("publisher", publisher), () -> {
            files.addPublisher(trust, publisher, decoded(key));
            return "";
        });
    }

    public void removePublisher(Audit.Actor actor, String publisher) {
        audited(actor, "trust.remove-publisher", Map.of("publisher", publisher), () -> {
            files.removePublisher(publisher);
            return "";
        });
    }

    /**
     * Takes a publisher's signed document.
     *
     * @return what it was
     */
    public String addDocument(Audit.Actor actor, String envelope) {
        return audited(
                actor,
                "trust.add-document",
                Map.of(),
                () -> files.addDocument(trust, envelope.getBytes(StandardCharsets.UTF_8)));
    }

    private String audited(Audit.Actor actor, String action, Map<String, String> details, Supplier<String> act) {
        try {
            var done = act.get();
            audit.record(actor, action, "", "success", details);
            return done;
        } catch (ProblemException refusal) {
            Map<String, String> more = new TreeMap<>(details);
            more.put("error", refusal.code().slug() + ": " + refusal.detail());
            audit.record(actor, action, "", "refused", more);
            throw refusal;
        }
    }

    private static PublicKey decoded(String key) {
        try {
            return Ed25519.decode(key);
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.VALIDATION_FAILED, "The key is not the base64 of an Ed25519 SubjectPublicKeyInfo.", e);
        }
    }
}
