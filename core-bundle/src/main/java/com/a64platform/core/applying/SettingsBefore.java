package com.a64platform.core.applying;

import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.configuring.ConfigureModule.Place;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.StepContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets earlier settings count again, once the changes of a plan are made. Thread-safe. */
@Component(service = SettingsBefore.class)
public final class SettingsBefore {
    /** Under which an operation keeps which. */
    static final String MEMBERS = "earlierSettings";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConfigureModule configure;
    private final Operations operations;

    @Activate
    public SettingsBefore(@Reference ConfigureModule configure, @Reference Operations operations) {
        this.configure = configure;
        this.operations = operations;
    }

    static String write(List<EarlierSettings> earlier) {
        try {
            return JSON.writeValueAsString(earlier);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Settings that shall count again cannot be written as JSON", e);
        }
    }

    /** What counts already is left as it is, so that a second run does no more than the first. */
    void set(StepContext step) {
        for (var one : read(step.get(MEMBERS))) {
            awaitQuiet(one.module(), step);
            var place = new Place(one.tenantId(), one.module(), Set.of(), Keys.actor(step));
            configure.revertTo(place, one.settingsId());
            step.say("The settings of " + one.module() + " in tenant " + one.tenantId() + " are as they were.");
        }
    }

    /** Nobody may set the settings of a module that is being changed. */
    private void awaitQuiet(String module, StepContext step) {
        while (operations.running(module).stream().anyMatch(one -> !one.state().ended())
                && !step.remaining().isNegative()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static List<EarlierSettings> read(String text) {
        try {
            return text.isEmpty() ? List.of() : JSON.readValue(text, new TypeReference<List<EarlierSettings>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What an operation has kept of settings cannot be read", e);
        }
    }
}
