package com.a64platform.core.observing;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.HealthProbe.Health;
import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.problem.Brief;
import com.a64platform.core.routes.Reply;
import com.a64platform.core.routes.RequestHandler;
import java.io.IOException;
import java.util.Optional;

/**
 * Asks one revision how it is: what its components lack, then its own probe, then the path that its descriptor names. Runs
 * code of the module: the caller sets the limit.
 */
public final class HealthQuestion {
    /** How many bytes the path may answer with. */
    static final int LARGEST = 16 * 1024;

    private static final int LONGEST_REASON = 400;
    private static final int UNAUTHENTICATED = 401;

    private HealthQuestion() {}

    /**
     * The first thing that is wrong. A module without a probe and a path is well when its components lack nothing.
     *
     * @param handler what serves the revision; empty to leave the path out
     */
    public static Health ask(Revision revision, Optional<RequestHandler> handler) {
        var lacks = revision.lacks();
        if (!lacks.isEmpty()) {
            return Health.down(String.join("; ", lacks) + ".");
        }
        var said = revision.probe().map(HealthQuestion::answer).orElseGet(Health::up);
        return said.healthy() ? atPath(revision, handler).orElse(said) : said;
    }

    private static Health answer(HealthProbe probe) {
        return Optional.ofNullable(probe.check())
                .map(HealthQuestion::shortened)
                .orElseGet(() -> Health.down("Its health probe answers nothing."));
    }

    private static Optional<Health> atPath(Revision revision, Optional<RequestHandler> handler) {
        return revision.artifact()
                .descriptor()
                .health()
                .map(ModuleDescriptor.Health::path)
                .flatMap(path -> handler.map(serving -> reply(path, serving)))
                .filter(health -> !health.healthy());
    }

    private static Health reply(String path, RequestHandler handler) {
        try {
            var reply = handler.ask(path, LARGEST);
            return reply.status() / 100 == 2 ? Health.up() : down(sentence(path, reply));
        } catch (IOException broken) {
            return down("GET " + path + " of it cannot be read: " + broken.getMessage() + ".");
        }
    }

    private static String sentence(String path, Reply reply) {
        var said = "GET " + path + " of it answers " + reply.status();
        if (reply.status() == UNAUTHENTICATED) {
            return said + ": the platform asks as nobody; annotate the method with @PermitAll.";
        }
        return said + (reply.text().isBlank() ? "." : ": " + reply.text().strip());
    }

    private static Health shortened(Health health) {
        return new Health(health.healthy(), Brief.of(health.detail(), LONGEST_REASON));
    }

    /** It could not be asked, or what it said is no answer. */
    static Health down(String why) {
        return shortened(Health.down(why));
    }
}
