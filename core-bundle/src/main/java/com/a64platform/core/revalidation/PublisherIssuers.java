package com.a64platform.core.revalidation;

import com.a64platform.core.licensing.IssuerDirectory;
import com.a64platform.core.trust.Trust;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells licensing whom the publishers' signed statements name. */
@Component(service = IssuerDirectory.class)
public final class PublisherIssuers implements IssuerDirectory {
    private final Trust trust;

    @Activate
    public PublisherIssuers(@Reference Trust trust) {
        this.trust = trust;
    }

    @Override
    public List<Issuer> issuersFor(String publisher) {
        return trust.issuers(publisher).stream()
                .map(issuer ->
                        new Issuer(issuer.keyId(), issuer.key(), issuer.modules(), issuer.from(), issuer.until()))
                .toList();
    }
}
