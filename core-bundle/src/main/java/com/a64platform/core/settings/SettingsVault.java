package com.a64platform.core.settings;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsVersion.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The versions of settings, their sensitive values sealed with the platform's secret. A version counts when an installation
 * names it or one that was made from it; a crash may leave one for which neither is so. Thread-safe.
 */
@Component(service = SettingsVault.class)
public final class SettingsVault {
    /** How many versions of a module's settings in a tenant are kept. */
    static final int KEPT = 100;

    /** For how long an operation may still want what it has prepared. */
    private static final Duration UNDECIDED = Duration.ofHours(2);

    private final SettingsRepository repository;
    private final Seal seal;

    @Activate
    public SettingsVault(@Reference SettingsRepository repository, @Reference Platform platform) {
        this(repository, EncryptionSecret.of(platform));
    }

    SettingsVault(SettingsRepository repository, EncryptionSecret secret) {
        this.repository = repository;
        this.seal = new Seal(secret);
    }

    /**
     * A version by its id.
     *
     * @param id empty for nothing set
     * @throws ProblemException INTERNAL_ERROR when the store has lost it
     */
    public SettingsVersion find(String tenantId, String module, String id) {
        if (id.isEmpty()) {
            return SettingsVersion.none(tenantId, module);
        }
        return lookUp(tenantId, module, id)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.INTERNAL_ERROR,
                        "The settings of " + module + " are not in the store any more; restore the store's backup."));
    }

    /** A version by its id; empty for an empty id, too, and when it is not kept any more. */
    public Optional<SettingsVersion> lookUp(String tenantId, String module, String id) {
        return id.isEmpty() ? Optional.empty() : repository.find(tenantId, module, id);
    }

    /** A version and those it was made from, the newest first, as far back as they are kept. */
    public List<SettingsVersion> chain(String tenantId, String module, String id) {
        var all = repository.find(tenantId, module).stream()
                .collect(Collectors.toMap(SettingsVersion::id, version -> version));
        List<SettingsVersion> chain = new ArrayList<>();
        for (var next = all.get(id); next != null; next = all.get(next.before())) {
            chain.add(next);
        }
        return List.copyOf(chain);
    }

    /** What a version sets, the sensitive values in plain; those that do not open are left out. */
    public Map<String, Object> open(SettingsVersion version) {
        var values = values(version, version.plain(), version.sealed());
        values.values().removeIf(SealedValue.class::isInstance);
        return values;
    }

    /** Keeps a draft as the version after another; it counts when an installation names it. */
    public SettingsVersion keep(SettingsVersion before, SettingsDraft draft, Origin origin) {
        return keep(UUID.randomUUID().toString(), before, draft, origin);
    }

    /** The same under an id that is known before, so that whoever is cut off finds it again. */
    public SettingsVersion keep(String id, SettingsVersion before, SettingsDraft draft, Origin origin) {
        Map<String, SealedValue> sealed = new LinkedHashMap<>(draft.kept());
        draft.secret().forEach((key, value) -> sealed.put(key, seal.close(value, place(before, key))));
        var next = new SettingsVersion(
                id,
                before.tenantId(),
                before.module(),
                before.number() + 1,
                before.id(),
                origin,
                draft.plain(),
                sealed,
                changed(before, draft));
        repository.add(next);
        return next;
    }

    /** The settings whose value is another in the draft, by name. */
    public List<String> changed(SettingsVersion before, SettingsDraft draft) {
        var then = values(before, before.plain(), before.sealed());
        var now = values(before, draft.plain(), draft.kept());
        now.putAll(draft.secret());
        var names = new TreeSet<>(then.keySet());
        names.addAll(now.keySet());
        return names.stream()
                .filter(key -> !Objects.equals(then.get(key), now.get(key)))
                .toList();
    }

    /** Removes a version that came to nothing. */
    public void discard(SettingsVersion version) {
        repository.remove(version.tenantId(), version.module(), version.id());
    }

    /** Removes everything of a module in a tenant. */
    public void forget(String tenantId, String module) {
        repository.remove(tenantId, module);
    }

    /**
     * Removes what is older than the versions that are kept, seen from the one that counts, and what a crash has left that
     * came to nothing.
     */
    public void prune(SettingsVersion newest) {
        var chain = chain(newest.tenantId(), newest.module(), newest.id());
        var kept = chain.stream().limit(KEPT).map(SettingsVersion::id).collect(Collectors.toSet());
        chain.stream().skip(KEPT).forEach(this::discard);
        repository.find(newest.tenantId(), newest.module()).stream()
                .filter(version -> !kept.contains(version.id()))
                .filter(version ->
                        version.origin().at().isBefore(newest.origin().at().minus(UNDECIDED)))
                .forEach(this::discard);
    }

    /** How many sealed values were sealed under the present key, were so already, and do not open. */
    public record Resealed(int anew, int already, int notOpening) {
        private Resealed plus(Resealed other) {
            return new Resealed(anew + other.anew, already + other.already, notOpening + other.notOpening);
        }
    }

    /** Seals under the present key what only the previous one opens. What neither opens stays as it is. */
    public Resealed sealAnew() {
        return repository.all().stream().map(this::sealAnew).reduce(new Resealed(0, 0, 0), Resealed::plus);
    }

    private Resealed sealAnew(SettingsVersion version) {
        int already = 0;
        int notOpening = 0;
        Map<String, SealedValue> anew = new LinkedHashMap<>();
        for (var entry : version.sealed().entrySet()) {
            var place = place(version, entry.getKey());
            if (seal.opensNow(entry.getValue(), place).isPresent()) {
                already++;
                continue;
            }
            var value = seal.openedBefore(entry.getValue(), place);
            if (value.isPresent()) {
                anew.put(entry.getKey(), seal.close(value.get(), place));
            } else {
                notOpening++;
            }
        }
        if (!anew.isEmpty()) {
            Map<String, SealedValue> all = new LinkedHashMap<>(version.sealed());
            all.putAll(anew);
            repository.reseal(version.with(all));
        }
        return new Resealed(anew.size(), already, notOpening);
    }

    /** What does not open stands for itself. */
    private Map<String, Object> values(
            SettingsVersion owner, Map<String, Object> plain, Map<String, SealedValue> sealed) {
        Map<String, Object> values = new LinkedHashMap<>(plain);
        sealed.forEach((key, value) -> values.put(key, opened(value, place(owner, key))));
        return values;
    }

    private Object opened(SealedValue value, Seal.Place place) {
        Optional<Object> opened = seal.open(value, place).map(Object.class::cast);
        return opened.orElse(value);
    }

    private static Seal.Place place(SettingsVersion version, String key) {
        return new Seal.Place(version.tenantId(), version.module(), key);
    }
}
