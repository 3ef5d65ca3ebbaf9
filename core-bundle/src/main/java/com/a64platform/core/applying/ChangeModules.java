package com.a64platform.core.applying;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Plan;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.planning.Planner;
import com.a64platform.core.problem.ProblemException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Plans what is asked for, has the plan agreed to, and starts it. Thread-safe. */
@Component(service = ChangeModules.class)
public final class ChangeModules {
    private final Planner planner;
    private final OneChange one;
    private final ApplyPlan several;
    private final SettingsSteps settings;

    @Activate
    public ChangeModules(
            @Reference Planner planner,
            @Reference OneChange one,
            @Reference ApplyPlan several,
            @Reference SettingsSteps settings) {
        this.settings = settings;
        this.planner = planner;
        this.one = one;
        this.several = several;
    }

    /**
     * What is asked for and what goes with it.
     *
     * @param licenses as typed, by module
     * @param settings for what is installed
     * @param data what becomes of the data of what is uninstalled or updated
     */
    public record Order(
            PlanRequest request,
            Approval approval,
            Map<String, String> licenses,
            GivenSettings settings,
            DataChoice data,
            Audit.Actor actor) {
        public Order {
            licenses = Map.copyOf(licenses);
        }

        /** The licenses are worth money. */
        @Override
        public String toString() {
            return "Order[" + request + "]";
        }
    }

    /**
     * Starts one verb, or one operation of several.
     *
     * @throws ProblemException as {@link Approval#require}, VALIDATION_FAILED for settings, and what the verb refuses with;
     *     nothing was changed
     */
    public Operation submit(Order order) {
        var plan = planner.plan(order.request());
        order.approval().require(plan);
        var prepared = order.settings().prepare(plan.changes(), settings, order);
        try {
            return start(plan, prepared, order);
        } catch (ProblemException refused) {
            GivenSettings.discard(prepared, plan.changes(), settings);
            throw refused;
        }
    }

    private Operation start(Plan plan, Map<String, String> prepared, Order order) {
        if (plan.changes().size() > 1) {
            return several.submit(plan, prepared, order);
        }
        var change = plan.changes().get(0);
        var with = new OneChange.With(
                order.licenses().getOrDefault(change.module(), ""),
                prepared.getOrDefault(change.module(), ""),
                false,
                order.data());
        return one.start(change, with, order.actor());
    }
}
