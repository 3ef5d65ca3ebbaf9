package com.a64platform.it;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.EventSet;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A debugger that lets a node write its journal so many times and stops the whole of it before the next: nothing of the
 * platform is changed for it, and what has been done until then is exactly what a death at that moment leaves. Thread-safe.
 */
final class WriteTrap {
    private static final String JOURNAL = "com.a64platform.core.store.MongoOperationJournal";
    private static final List<String> WRITES = List.of("begin", "write", "end");

    private final VirtualMachine machine;
    private final int before;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private WriteTrap(VirtualMachine machine, int before) {
        this.machine = machine;
        this.before = before;
    }

    /** The option that lets a node be stopped by way of a port of this machine. */
    static String option(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    /** Sets it for the write of this number, counted from 1 on. */
    static WriteTrap set(int port, int write) throws IOException {
        WriteTrap trap = new WriteTrap(attach(port), write);
        for (ReferenceType journal : trap.machine.classesByName(JOURNAL)) {
            for (String name : WRITES) {
                journal.methodsByName(name).forEach(method -> trap.stopAt(method.location()));
            }
        }
        new Thread(trap::count, "trap").start();
        return trap;
    }

    private static VirtualMachine attach(int port) throws IOException {
        AttachingConnector sockets = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        var arguments = sockets.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(String.valueOf(port));
        try {
            return sockets.attach(arguments);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stopAt(Location place) {
        machine.eventRequestManager().createBreakpointRequest(place).enable();
    }

    /** Whether the node stands still before that write. */
    boolean hasStopped() {
        return stopped.getCount() == 0;
    }

    private void count() {
        int writes = 0;
        try {
            while (writes < before) {
                EventSet events = machine.eventQueue().remove();
                writes += (int) events.stream()
                        .filter(BreakpointEvent.class::isInstance)
                        .count();
                if (writes < before) {
                    events.resume();
                }
            }
            stopped.countDown();
        } catch (VMDisconnectedException ended) {
            // the node was stopped by who has set this; there is nothing to count any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
