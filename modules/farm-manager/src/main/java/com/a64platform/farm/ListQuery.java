package com.a64platform.farm;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.ModuleProblem.FieldError;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.conversions.Bson;

/**
 * What a client asks of a list: {@code page}, {@code perPage}, {@code q} (a part of a searched field, in any case),
 * {@code sort}, {@code direction}, and a value for each field that filters.
 *
 * @param page from 1
 * @param perPage from 1 to 100
 */
record ListQuery(Bson filter, Bson sort, int page, int perPage) {
    private static final int LONGEST_SEARCH = 100;

    int skip() {
        return (page - 1) * perPage;
    }

    /**
     * Reads a query string's parameters; those it does not know are none of its business.
     *
     * @throws ModuleProblem 422 with all faults
     */
    static ListQuery read(Map<String, List<String>> parameters, Fields fields) {
        Reader reader = new Reader(parameters);
        ListQuery query = new ListQuery(
                reader.filter(fields),
                reader.sort(fields),
                reader.number("page", 1, 1_000_000),
                reader.number("perPage", 20, 100));
        if (!reader.faults.isEmpty()) {
            throw ModuleProblem.invalid(reader.faults);
        }
        return query;
    }

    private record Reader(Map<String, List<String>> parameters, List<FieldError> faults) {
        Reader(Map<String, List<String>> parameters) {
            this(parameters, new ArrayList<>());
        }

        int number(String name, int unset, int max) {
            Optional<String> given = first(name);
            if (given.isEmpty()) {
                return unset;
            }
            Optional<Integer> number = given.filter(text -> text.matches("[0-9]{1,7}"))
                    .map(Integer::valueOf)
                    .filter(value -> value >= 1 && value <= max);
            return number.orElseGet(() -> fault(name, "Give a whole number from 1 to " + max + ".", unset));
        }

        Bson filter(Fields fields) {
            List<Bson> parts = new ArrayList<>();
            first("q")
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> parts.add(search(text, fields)));
            fields.usable(Field.Use.FILTER).forEach(field -> equality(field).ifPresent(parts::add));
            return parts.isEmpty() ? Filters.empty() : Filters.and(parts);
        }

        Bson sort(Fields fields) {
            Map<String, String> keys = sortKeys(fields);
            String wanted = first("sort").orElse("name");
            String key = Optional.ofNullable(keys.get(wanted))
                    .orElseGet(() -> fault("sort", "Give one of " + String.join(", ", keys.keySet()) + ".", "name"));
            return descending() ? Sorts.descending(key, "_id") : Sorts.ascending(key, "_id");
        }

        private boolean descending() {
            String direction = first("direction").orElse("asc");
            if (!direction.equals("asc") && !direction.equals("desc")) {
                fault("direction", "Give asc or desc.", direction);
            }
            return direction.equals("desc");
        }

        private Bson search(String text, Fields fields) {
            if (text.length() > LONGEST_SEARCH) {
                return fault("q", "Search for at most " + LONGEST_SEARCH + " characters.", Filters.empty());
            }
            Pattern part = Pattern.compile(Pattern.quote(text), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
            return Filters.or(fields.usable(Field.Use.SEARCH).stream()
                    .map(field -> Filters.regex(field.name(), part))
                    .toList());
        }

        private Optional<Bson> equality(Field field) {
            return first(field.name()).map(text -> field.rule()
                    .read(text)
                    .map(value -> Filters.eq(field.name(), value))
                    .orElseGet(() -> fault(field.name(), field.rule().advice(), Filters.empty())));
        }

        private static Map<String, String> sortKeys(Fields fields) {
            Map<String, String> keys = new TreeMap<>();
            fields.usable(Field.Use.SORT).forEach(field -> keys.put(field.name(), field.name()));
            Stream.of("createdAt", "updatedAt").forEach(name -> keys.put(name, name));
            keys.put("name", VersionedDocuments.NAME_KEY);
            return keys;
        }

        private Optional<String> first(String name) {
            return parameters.getOrDefault(name, List.of()).stream().findFirst();
        }

        private <T> T fault(String name, String advice, T instead) {
            faults.add(new FieldError("/" + name, advice));
            return instead;
        }
    }
}
