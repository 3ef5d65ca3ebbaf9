package com.a64platform.torture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.bson.Document;

/**
 * The audit as its documents have it: each entry names the hash of the one before it, and its own is over all else that it
 * holds.
 */
final class AuditChain {
    private static final String START = "0".repeat(64);
    private static final List<String> WHO_AND_WHAT =
            List.of("logId", "moduleId", "moduleName", "userId", "userEmail", "action", "status");

    private AuditChain() {}

    /** What is wrong with the entries of the one node, a sentence each. */
    static List<String> forged(List<Document> entries) {
        List<String> forged = new ArrayList<>();
        String previous = START;
        long number = 0;
        for (Document entry : ordered(entries)) {
            if (entry.getLong("seq") != ++number) {
                forged.add("entry " + number + " is missing");
                number = entry.getLong("seq");
            }
            if (!previous.equals(entry.getString("previousHash"))) {
                forged.add("entry " + number + " does not follow from the one before it");
            }
            previous = entry.getString("hash");
            if (!previous.equals(hash(entry))) {
                forged.add("entry " + number + " is not what its hash was made of");
            }
        }
        return forged;
    }

    private static List<Document> ordered(List<Document> entries) {
        return entries.stream()
                .sorted(Comparator.comparing((Document entry) -> entry.getLong("seq")))
                .toList();
    }

    static String hash(Document entry) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        all.add(entry.getString("node")).add(entry.getLong("seq")).add(entry.getString("previousHash"));
        WHO_AND_WHAT.forEach(name -> all.add(entry.getString(name)));
        ObjectNode details = all.addObject();
        new TreeMap<>(entry.get("details", Document.class))
                .forEach((name, value) -> details.put(name, String.valueOf(value)));
        all.add(entry.getString("errorMessage"))
                .add(entry.getDate("timestamp").getTime())
                .add(entry.getString("ipAddress"))
                .add(entry.getString("userAgent"));
        return Folder.digest(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
