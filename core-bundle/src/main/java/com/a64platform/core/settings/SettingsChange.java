package com.a64platform.core.settings;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.descriptors.Pointers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings that somebody hands in, in place of those before: what is left out goes back to its default. */
public final class SettingsChange {
    private final SettingsSchema schema;
    private final SettingsVersion before;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, SealedValue> kept = new LinkedHashMap<>();

    private SettingsChange(SettingsSchema schema, SettingsVersion before) {
        this.schema = schema;
        this.before = before;
    }

    /**
     * Checks them. A value that equals its default counts as left out unless it was set before.
     *
     * @param given by setting; {@link SettingsSchema#MASK} keeps a sensitive value that is there
     * @param root JSON pointer to them in what was handed in
     * @throws ProblemException VALIDATION_FAILED with every fault
     */
    public static SettingsDraft of(
            SettingsSchema schema, SettingsVersion before, Map<String, Object> given, String root) {
        var change = new SettingsChange(schema, before);
        given.forEach(change::take);
        return change.draft(root);
    }

    private void take(String key, Object value) {
        var masked = SettingsSchema.MASK.equals(value);
        if (masked && before.sealed().containsKey(key) && schema.has(key)) {
            kept.put(key, before.sealed().get(key));
        } else {
            values.put(key, value);
        }
    }

    private SettingsDraft draft(String root) {
        List<FieldError> faults = new ArrayList<>();
        schema.faults(values).stream()
                .filter(fault ->
                        kept.keySet().stream().noneMatch(key -> fault.pointer().equals("/" + Pointers.escape(key))))
                .forEach(fault -> faults.add(new FieldError(root + fault.pointer(), fault.detail())));
        values.forEach((key, value) -> {
            if (SettingsSchema.MASK.equals(value) && schema.sensitive(key)) {
                faults.add(new FieldError(
                        root + "/" + Pointers.escape(key), "has no value yet that could be kept; give one"));
            }
        });
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.VALIDATION_FAILED, "Correct the values listed under errors.", List.copyOf(faults));
        }
        return sorted();
    }

    private SettingsDraft sorted() {
        Map<String, Object> plain = new LinkedHashMap<>();
        Map<String, String> secret = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            var canonical = Numbers.canonical(value);
            if (schema.sensitive(key) && canonical instanceof String text) {
                secret.put(key, text);
            } else if (before.sets(key)
                    || !schema.defaultOf(key).filter(canonical::equals).isPresent()) {
                plain.put(key, canonical);
            }
        });
        return new SettingsDraft(plain, secret, kept);
    }
}
