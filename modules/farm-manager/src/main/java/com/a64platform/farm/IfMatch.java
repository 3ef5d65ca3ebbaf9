package com.a64platform.farm;

import com.mongodb.client.model.Filters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.conversions.Bson;

/**
 * The versions of a document at which a client wants its change made (RFC 9110, section 13.1.1).
 *
 * @param versions empty when any will do
 */
record IfMatch(Optional<List<Long>> versions) {
    static final IfMatch ANY = new IfMatch(Optional.empty());
    private static final Pattern TAG = Pattern.compile("\"[0-9]{1,18}\"");

    /** Reads the header's lines, none when it was not sent. A tag that is none of ours, or weak, matches no version. */
    static IfMatch read(List<String> header) {
        String tags = String.join(",", header).strip();
        return header.isEmpty() || tags.equals("*") ? ANY : new IfMatch(Optional.of(tags(tags)));
    }

    /** Matches documents at one of the versions. */
    Bson filter() {
        return versions.map(wanted -> Filters.in("version", wanted)).orElseGet(Filters::empty);
    }

    private static List<Long> tags(String header) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .filter(TAG.asMatchPredicate())
                .map(tag -> Long.valueOf(tag.substring(1, tag.length() - 1)))
                .toList();
    }
}
