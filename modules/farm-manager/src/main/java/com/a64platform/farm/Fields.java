package com.a64platform.farm;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.ModuleProblem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * The fields of a kind of document that a client may write. Reads a request's JSON object into what is kept and refuses
 * it with every fault in it, not only the first. Immutable.
 */
final class Fields {
    private final Map<String, Field> byName;

    Fields(Field... fields) {
        byName = List.of(fields).stream().collect(Collectors.toUnmodifiableMap(Field::name, field -> field));
    }

    /**
     * A whole document: what is left out gets its default.
     *
     * @throws ModuleProblem 422 with all faults
     */
    Document readWhole(Map<String, Object> body) {
        List<FieldError> faults = unknown(body);
        Document kept = new Document();
        byName.values().forEach(field -> read(field, body, kept, faults));
        return orRefuse(kept, faults);
    }

    /**
     * A JSON merge patch (RFC 7396): what is left out stays as it is, null sets the default again.
     *
     * @throws ModuleProblem 422 with all faults
     */
    Document readPatch(Map<String, Object> body) {
        List<FieldError> faults = unknown(body);
        Document kept = new Document();
        byName.values().stream()
                .filter(field -> body.containsKey(field.name()))
                .forEach(field -> read(field, body, kept, faults));
        return orRefuse(kept, faults);
    }

    /** The fields a list can put to some use. */
    List<Field> usable(Field.Use use) {
        return byName.values().stream()
                .filter(field -> field.uses().contains(use))
                .toList();
    }

    private static void read(Field field, Map<String, Object> body, Document kept, List<FieldError> faults) {
        Optional<Object> value = Optional.ofNullable(body.get(field.name()));
        Optional<Object> read = value.isPresent() ? field.rule().read(value.get()) : field.unset();
        read.ifPresentOrElse(
                found -> kept.append(field.name(), found),
                () -> faults.add(new FieldError("/" + field.name(), field.rule().advice())));
    }

    private List<FieldError> unknown(Map<String, Object> body) {
        return body.keySet().stream()
                .filter(name -> !byName.containsKey(name))
                .map(name -> new FieldError(pointer(name), "This cannot be written; leave it out."))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Document orRefuse(Document kept, List<FieldError> faults) {
        if (!faults.isEmpty()) {
            throw ModuleProblem.invalid(faults);
        }
        return kept;
    }

    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
