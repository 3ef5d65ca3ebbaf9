package com.a64platform.core.reconciling;

import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.Deliveries;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings artifacts that the store says are installed and this node has not: another node has installed them, or the verified
 * copy is lost. They pass the gate of this node as any other. Thread-safe.
 */
@Component(service = MissingArtifacts.class)
public final class MissingArtifacts {
    private final Catalogs catalogs;
    private final Deliveries deliveries;

    @Activate
    public MissingArtifacts(@Reference Catalogs catalogs, @Reference Deliveries deliveries) {
        this.catalogs = catalogs;
        this.deliveries = deliveries;
    }

    /**
     * Brings the very artifact that is wanted, or none.
     *
     * @param was whether this node has had it
     * @throws ProblemException that says why it does not come and what to do
     */
    void bring(Wish wish, boolean was) {
        try {
            var offer = catalogs.find(wish.module(), wish.version());
            requireSame(offer, wish);
            deliveries.bring(new Deliveries.Order(
                    offer.registry(),
                    offer.name(),
                    offer.version(),
                    offer.sha256(),
                    offer.publisher(),
                    offer.length()));
        } catch (ProblemException refused) {
            throw new ProblemException(
                    refused.code(),
                    missing(was) + "no registry brings it: " + refused.detail()
                            + " Or put its file into deploy/ of this node.",
                    refused);
        }
    }

    /** What is said of one that was not looked for yet. */
    static String missing(boolean was) {
        return "Here its verified copy " + (was ? "is gone or was changed" : "is missing") + ", and ";
    }

    private static void requireSame(Offer offer, Wish wish) {
        if (!offer.sha256().equals(wish.sha256()) || !offer.publisher().equals(wish.publisher())) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "The registry " + offer.registry() + " offers another artifact as " + wish.module() + " "
                            + wish.version() + " than is installed.");
        }
    }
}
