package com.a64platform.core.upkeep;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the owner's requests within half a second once the node is ready, one after the other, and answers them. */
@Component(service = OwnerDesk.class, immediate = true)
public final class OwnerDesk {
    private static final Logger log = LoggerFactory.getLogger(OwnerDesk.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int FOUND = 1;

    private final Home home;
    private final Readiness readiness;
    private final Thread watcher;

    @Reference(policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<OwnerWork> work = List.of();

    @Activate
    public OwnerDesk(@Reference Platform platform, @Reference Readiness readiness, @Reference Workers workers) {
        this.home = platform.home();
        this.readiness = readiness;
        this.watcher = workers.repeat("owner-desk", PAUSE, this::serveAll);
    }

    @Deactivate
    public void close() {
        watcher.interrupt();
    }

    private void serveAll() {
        if (readiness.phase() == Readiness.Phase.READY) {
            work.forEach(this::serve);
        }
    }

    private void serve(OwnerWork one) {
        var request = new OwnerRequest(home, one.name());
        try {
            var taken = request.take();
            if (taken.isPresent()) {
                request.answer(
                        taken.get().id(), answered(() -> one.answer(taken.get().arguments())));
            }
        } catch (MalformedDocumentException | PrivateFile.Exposed refused) {
            log.warn("A request of the owner was refused: {}", refused.getMessage());
            request.withdraw();
        }
    }

    private static Answer answered(Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (ProblemException refusal) {
            var each = refusal.errors().stream().map(ProblemException.FieldError::detail);
            return new Answer(
                    FOUND, Stream.concat(Stream.of(refusal.detail()), each).toList());
        }
    }
}
