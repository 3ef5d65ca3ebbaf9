package com.a64platform.core.upkeep;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Backs the home up and says where to. */
@Component(service = OwnerWork.class)
public final class MakeBackup implements OwnerWork {
    private final Backup backup;

    @Activate
    public MakeBackup(@Reference Backup backup) {
        this.backup = backup;
    }

    @Override
    public String name() {
        return OwnerRequest.BACKUP;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        var ended = backup.make(Audit.Actor.SYSTEM);
        return ended.state() == OperationState.SUCCEEDED
                ? new Answer(0, List.of(backup.told(ended)))
                : new Answer(
                        1,
                        List.of("The backup has not ended well: "
                                + ended.failure().map(Operation.Failure::detail).orElse("it is still running")));
    }
}
