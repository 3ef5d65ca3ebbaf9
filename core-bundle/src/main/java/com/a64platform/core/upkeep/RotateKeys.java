package com.a64platform.core.upkeep;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Seals every license and every sensitive setting under the present encryption key that only the previous one opens. It may be cut off
 * anywhere: the journal resumes it, and a second run finds what is left.
 */
@Component(service = {RotateKeys.class, OwnerWork.class})
public final class RotateKeys implements OperationDefinition, OwnerWork {
    public static final String KIND = "rotate-keys";

    /** What an operation of this kind holds when it has ended: how many licenses and settings. */
    public static final List<String> COUNTS = List.of("sealedAnew", "sealedAlready", "notOpening");

    /** No module's name can be this, so that a rotation keeps no module waiting. */
    private static final String SUBJECT = "(vault)";

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Operations operations;
    private final LicenseService licenses;
    private final SettingsVault settings;

    @Activate
    public RotateKeys(
            @Reference Operations operations, @Reference LicenseService licenses, @Reference SettingsVault settings) {
        this.settings = settings;
        this.operations = operations;
        this.licenses = licenses;
    }

    /** @throws com.a64platform.core.problem.ProblemException OPERATION_IN_PROGRESS while one runs */
    public Operation submit(Audit.Actor actor) {
        return operations.submit(KIND, SUBJECT, Operation.ALL_TENANTS, actor.userId(), Map.of());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public List<Step> steps() {
        return List.of(Step.of("seal", this::seal).asPivot());
    }

    private void seal(StepContext step) {
        var theirs = licenses.sealAnew();
        var values = settings.sealAnew();
        step.put("sealedAnew", String.valueOf(theirs.anew() + values.anew()));
        step.put("sealedAlready", String.valueOf(theirs.already() + values.already()));
        step.put("notOpening", String.valueOf(theirs.notOpening() + values.notOpening()));
    }

    @Override
    public String name() {
        return OwnerRequest.ROTATE_KEYS;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        var ended = operations.await(submit(Audit.Actor.SYSTEM).id(), LIMIT);
        if (ended.state() != OperationState.SUCCEEDED) {
            return new Answer(
                    1,
                    List.of("The rotation has not ended well: "
                            + ended.failure().map(Operation.Failure::detail).orElse("it is still running") + "."));
        }
        var said = "Sealed anew: " + ended.data().get("sealedAnew") + "; under this key already: "
                + ended.data().get("sealedAlready") + "; not opening: "
                + ended.data().get("notOpening") + ".";
        return ended.data().get("notOpening").equals("0")
                ? new Answer(0, List.of(said, "LICENSE_ENCRYPTION_KEY_PREVIOUS can be removed now."))
                : new Answer(
                        1,
                        List.of(
                                said,
                                "Neither key opens some, and they were left as they are: start with the key that does as"
                                        + " LICENSE_ENCRYPTION_KEY_PREVIOUS and ask again, or hand those licenses in and set those"
                                        + " settings again."));
    }
}
