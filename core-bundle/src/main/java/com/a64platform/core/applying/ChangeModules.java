package com.a64platform.core.applying;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.planning.Approval;
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

    @Activate
    public ChangeModules(@Reference Planner planner, @Reference OneChange one, @Reference ApplyPlan several) {
        this.planner = planner;
        this.one = one;
        this.several = several;
    }

    /**
     * What is asked for and what goes with it.
     *
     * @param licenses as typed, by module
     * @param cleanup whether data of what is uninstalled is deleted for good
     */
    public record Order(
            PlanRequest request, Approval approval, Map<String, String> licenses, boolean cleanup, Audit.Actor actor) {
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
     * @throws ProblemException as {@link Approval#require}, and what the verb refuses with; nothing was changed
     */
    public Operation submit(Order order) {
        var plan = planner.plan(order.request());
        order.approval().require(plan);
        if (plan.changes().size() == 1) {
            var change = plan.changes().get(0);
            return one.start(
                    change, order.licenses().getOrDefault(change.module(), ""), order.cleanup(), order.actor());
        }
        return several.submit(plan, order.licenses(), order.cleanup(), order.actor());
    }
}
