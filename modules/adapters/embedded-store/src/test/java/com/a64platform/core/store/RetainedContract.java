package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.store.retention.MongoRetainedRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What modules have left, whatever engine is below. */
interface RetainedContract {
    MongoStore store();

    @Test
    default void knowsWhatAModuleHasLeft() {
        var repository = new MongoRetainedRepository(store());
        var left = left("green", "pump-" + UUID.randomUUID());

        repository.put(left, 3);
        repository.put(left.kept(), 3);

        assertThat(repository.find("green", left.module())).contains(left.kept());
        assertThat(repository.find("blue", left.module())).isEmpty();
        repository.put(left, 4);
        assertThat(repository.all()).contains(left);
        repository.remove("blue", left.module(), 9);
        assertThat(repository.find("green", left.module())).contains(left);
        repository.remove("green", left.module(), 4);
        repository.remove("green", left.module(), 4);
        assertThat(repository.find("green", left.module())).isEmpty();
    }

    @Test
    default void refusesWhoeverComesLateWithWhatWasLeft() {
        var repository = new MongoRetainedRepository(store());
        var left = left("green", "pump-" + UUID.randomUUID());
        repository.put(left, 5);

        assertThatThrownBy(() -> repository.put(left.kept(), 4))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.CONFLICT));
        repository.remove("green", left.module(), 4);

        assertThat(repository.find("green", left.module())).contains(left);
    }

    private static Retained left(String tenant, String module) {
        var now = Instant.now();
        return new Retained(tenant, module, "1.0.0", 2, "s1", "op", now, Optional.of(now.plusSeconds(9)), true);
    }
}
