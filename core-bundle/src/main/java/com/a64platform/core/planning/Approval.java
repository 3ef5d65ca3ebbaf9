package com.a64platform.core.planning;

import com.a64platform.core.planning.Plan.Refusal;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.Set;

/**
 * What an administrator has agreed to.
 *
 * @param digest of the plan that was looked at; empty when none was
 * @param consent the permissions that modules may have
 */
public record Approval(String digest, Set<String> consent) {
    public Approval {
        consent = Set.copyOf(consent);
    }

    /** By somebody who has seen no plan. */
    public static final Approval UNSEEN = new Approval("", Set.of());

    /**
     * @throws ProblemException PLAN_CHANGED, with the plan as it is now, when another one was looked at; what the plan is
     *     refused with; CONSENT_MISSING with every permission that nobody has consented to
     */
    public void require(Plan plan) {
        if (!digest.isEmpty() && !digest.equals(plan.digest())) {
            throw new ProblemException(
                            ErrorCode.PLAN_CHANGED,
                            "What this would do is not what that plan said any more; look at the new plan and send its"
                                    + " digest.")
                    .with("plan", plan);
        }
        plan.refusals().stream().findFirst().ifPresent(Approval::refuse);
        if (digest.isEmpty()) {
            requireNothingUnforeseen(plan);
        }
        requireConsent(plan);
    }

    /** Who has seen no plan knows of what is needed, but not that something changes for everybody else. */
    private static void requireNothingUnforeseen(Plan plan) {
        var others = plan.changes().stream()
                .filter(change -> !change.asked() && change.action() == Change.Action.UPDATE)
                .map(PlannedChange::label)
                .toList();
        if (!others.isEmpty()) {
            throw new ProblemException(
                            ErrorCode.PLAN_CHANGED,
                            "That would also update " + String.join(", ", others)
                                    + "; look at the plan and send its digest if it shall.")
                    .with("plan", plan);
        }
    }

    private void requireConsent(Plan plan) {
        var missing = plan.changes().stream()
                .filter(change -> change.action() == Change.Action.UPDATE || !digest.isEmpty())
                .flatMap(change -> change.permissionsAdded().stream()
                        .filter(permission -> !consent.contains(permission))
                        .map(permission -> new FieldError("/consent", permission + " for " + change.label())))
                .toList();
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONSENT_MISSING,
                    "Name the permissions listed under errors in consent if the modules shall have them.",
                    missing);
        }
    }

    private static void refuse(Refusal refusal) {
        throw new ProblemException(ErrorCode.named(refusal.code()).orElse(ErrorCode.INTERNAL_ERROR), refusal.detail());
    }
}
