package com.a64platform.core.server;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.ServedCertificate;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, at the start and every day, that the certificate of a node with HTTPS ends soon or has ended. */
@Component(service = CertificateWatch.class, immediate = true)
public final class CertificateWatch {
    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
    private static final Duration PAUSE = Duration.ofDays(1);

    private final ServedCertificate certificate;
    private final Optional<Thread> days;

    @Activate
    public CertificateWatch(@Reference ServedCertificate certificate, @Reference Workers workers) {
        this.certificate = certificate;
        this.days = Optional.of(certificate)
                .filter(ServedCertificate::present)
                .map(served -> workers.repeat("certificate", PAUSE, this::look));
    }

    @Deactivate
    public void close() {
        days.ifPresent(Thread::interrupt);
    }

    private void look() {
        certificate.warning().ifPresent(warning -> {
            if (warning.expired()) {
                log.error("{} Clients refuse this node: exchange it.", warning.sentence());
            } else {
                log.warn("{} Exchange it before clients refuse this node.", warning.sentence());
            }
        });
    }
}
