package com.a64platform.farm;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/** Evaluates the part of MongoDB's query language that this module uses; anything else fails the test. */
final class MemoryQuery {
    private MemoryQuery() {}

    static boolean matches(BsonDocument query, BsonDocument document) {
        return query.entrySet().stream().allMatch(part -> switch (part.getKey()) {
            case "$and" -> part.getValue().asArray().stream().allMatch(each -> matches(each.asDocument(), document));
            case "$or" -> part.getValue().asArray().stream().anyMatch(each -> matches(each.asDocument(), document));
            default -> fits(part.getValue(), document.get(part.getKey(), BsonNull.VALUE));
        });
    }

    static Comparator<BsonDocument> order(BsonDocument sort) {
        return sort.entrySet().stream()
                .map(key -> {
                    Comparator<BsonDocument> ascending =
                            (left, right) -> compare(left.get(key.getKey()), right.get(key.getKey()));
                    return key.getValue().asNumber().intValue() < 0 ? ascending.reversed() : ascending;
                })
                .reduce(Comparator::thenComparing)
                .orElse((left, right) -> 0);
    }

    private static boolean fits(BsonValue wanted, BsonValue found) {
        if (wanted.isRegularExpression()) {
            int flags = wanted.asRegularExpression().getOptions().contains("i")
                    ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE
                    : 0;
            return found.isString()
                    && Pattern.compile(wanted.asRegularExpression().getPattern(), flags)
                            .matcher(found.asString().getValue())
                            .find();
        }
        return wanted.isDocument() ? operator(wanted.asDocument(), found) : same(wanted, found);
    }

    private static boolean operator(BsonDocument wanted, BsonValue found) {
        return wanted.entrySet().stream().allMatch(part -> {
            if (!part.getKey().equals("$in")) {
                throw new UnsupportedOperationException(part.getKey());
            }
            return part.getValue().asArray().stream().anyMatch(value -> same(value, found));
        });
    }

    private static boolean same(BsonValue wanted, BsonValue found) {
        return wanted.isNumber() && found.isNumber()
                ? wanted.asNumber().doubleValue() == found.asNumber().doubleValue()
                : wanted.equals(found);
    }

    private static int compare(BsonValue left, BsonValue right) {
        if (left.isNumber()) {
            return Double.compare(
                    left.asNumber().doubleValue(), right.asNumber().doubleValue());
        }
        return left.isDateTime()
                ? left.asDateTime().compareTo(right.asDateTime())
                : left.asString().compareTo(right.asString());
    }
}
