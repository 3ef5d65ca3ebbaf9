package com.example.rain.report;

import com.example.rain.api.RainGauge;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with what the other module's service measures, and with how often this component was activated. */
@Path("report")
public final class RainReport {
    private static final AtomicInteger ACTIVATIONS = new AtomicInteger();

    /** Declarative Services writes it whenever another gauge takes over. */
    private volatile RainGauge gauge;

    public RainReport() {
        ACTIVATIONS.incrementAndGet();
    }

    /** @return {@code VERSION ACTIVATIONS}; {@code none} in the place of the version while nobody measures */
    @GET
    @Produces("text/plain")
    public String report() {
        RainGauge now = gauge;
        return (now == null ? "none" : now.version()) + " " + ACTIVATIONS;
    }

    /** Nanoseconds that so many calls of the other module's service took. */
    @GET
    @Path("calls/{number}")
    @Produces("text/plain")
    public String calls(@PathParam("number") int number) {
        double sum = 0;
        long begin = System.nanoTime();
        for (int call = 0; call < number; call++) {
            sum += gauge.millimetres("north");
        }
        long nanos = System.nanoTime() - begin;
        if (sum <= 0) {
            throw new IllegalStateException("It has rained nowhere");
        }
        return String.valueOf(nanos);
    }
}
