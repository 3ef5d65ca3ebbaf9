package com.a64platform.core.reconciling;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Verifies the copies of many modules at once, ahead of their starts, each once. Whoever asks for one that nobody has begun
 * with verifies it itself. Thread-safe.
 */
final class ArtifactsAhead {
    private final ModuleTurn.Artifacts verification;
    /** In the order of the wishes; not changed any more. */
    private final Map<Key, FutureTask<Optional<VerifiedArtifact>>> tasks = new LinkedHashMap<>();

    private record Key(String sha256, String publisher) {
        static Key of(Wish wish) {
            return new Key(wish.sha256(), wish.publisher());
        }
    }

    /** @param verification to be called from several threads */
    ArtifactsAhead(ModuleTurn.Artifacts verification, Collection<Wish> wishes) {
        this.verification = verification;
        wishes.forEach(wish -> tasks.computeIfAbsent(Key.of(wish), key -> task(wish)));
    }

    /** Begins, on threads of its own. */
    ArtifactsAhead begin(Workers workers) {
        workers.share("verify", tasks.values());
        return this;
    }

    /** The artifact that is wanted, to be run; empty and refused as the verification says. */
    Optional<VerifiedArtifact> of(Wish wish) {
        var task = Optional.ofNullable(tasks.get(Key.of(wish))).orElseGet(() -> task(wish));
        task.run(); // nothing happens when somebody has begun
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a verified copy was looked at", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private FutureTask<Optional<VerifiedArtifact>> task(Wish wish) {
        return new FutureTask<>(() -> verification.of(wish));
    }
}
