package com.a64platform.core.parking;

import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Where requests wait for a module that is being replaced, for so many seconds from their arrival and so many of them at a
 * time on the whole node. A request that leaves is dispatched to its servlet once more, from the beginning, whatever the
 * cause: the module serves again, the time is over, the platform stops. No thread waits. Thread-safe.
 */
@Component(service = Parking.class)
public final class Parking {
    private static final int PLACES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String STAY = ParkedRequest.class.getName();

    private final Semaphore places;
    private final Duration patience;
    private final Set<ParkedRequest> parked = ConcurrentHashMap.newKeySet();

    @Activate
    public Parking(@Reference Readiness readiness) {
        this(readiness, PLACES, PATIENCE);
    }

    Parking(Readiness readiness, int places, Duration patience) {
        this.places = new Semaphore(places);
        this.patience = patience;
        readiness.whenStopping(() -> parked.forEach(ParkedRequest::leave));
    }

    /**
     * Lets a request wait until a route closes. When this returns the request belongs to the parking: its servlet does no
     * more with it than return.
     *
     * @param route that is parked
     * @param done hears of the request's end if this is the first time that it waits
     * @throws ProblemException MODULE_BEING_REPLACED when there is no place, or the request has waited long enough
     */
    public void park(Route route, HttpServletRequest request, AsyncListener done) {
        var before = Optional.ofNullable((ParkedRequest) request.getAttribute(STAY));
        long until = before.map(ParkedRequest::until).orElse(System.nanoTime() + patience.toNanos());
        if (System.nanoTime() - until >= 0) {
            throw refused(route, "did not serve again within " + patience.toSeconds() + " s");
        }
        if (!places.tryAcquire()) {
            throw refused(route, "is being replaced, and no more requests can wait for it");
        }
        var stay = new ParkedRequest(suspended(request), until, this::left);
        if (before.isEmpty()) {
            stay.listen(done);
        }
        request.setAttribute(STAY, stay);
        parked.add(stay);
        stay.begin(route);
    }

    private AsyncContext suspended(HttpServletRequest request) {
        try {
            return request.startAsync();
        } catch (RuntimeException failure) {
            places.release();
            throw failure;
        }
    }

    /** Whether a request comes back from here: its beginning has been counted and its end will be told. */
    public static boolean returned(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ASYNC && request.getAttribute(STAY) != null;
    }

    /** How many requests wait. */
    public int waiting() {
        return parked.size();
    }

    private void left(ParkedRequest stay) {
        parked.remove(stay);
        places.release();
    }

    private static ProblemException refused(Route route, String why) {
        return new ProblemException(
                ErrorCode.MODULE_BEING_REPLACED, "Module " + route.module() + " " + why + "; try again in a moment.");
    }
}
