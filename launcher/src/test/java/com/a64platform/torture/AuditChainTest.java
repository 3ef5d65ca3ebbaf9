package com.a64platform.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever is done to the audit shows. That a real one holds is seen after every kill. */
@Tag("kill")
class AuditChainTest {
    private final List<Document> entries = new ArrayList<>();

    @BeforeEach
    void write() {
        String previous = "0".repeat(64);
        for (long number = 1; number <= 3; number++) {
            Document entry = new Document("node", "node").append("seq", number).append("previousHash", previous);
            for (String name : List.of("logId", "moduleId", "moduleName", "userId", "userEmail", "action", "status")) {
                entry.append(name, name + number);
            }
            entry.append("details", new Document("version", "1.0." + number))
                    .append("errorMessage", "")
                    .append("timestamp", new Date(number))
                    .append("ipAddress", "127.0.0.1")
                    .append("userAgent", "test");
            previous = AuditChain.hash(entry);
            entries.add(entry.append("hash", previous));
        }
    }

    @Test
    void holdsInWhateverOrderTheEntriesAreRead() {
        assertThat(AuditChain.forged(List.of(entries.get(2), entries.get(0), entries.get(1))))
                .isEmpty();
    }

    @Test
    void showsAnEntryThatWasChanged() {
        entries.get(1).get("details", Document.class).append("version", "2.0.0");

        assertThat(AuditChain.forged(entries)).containsExactly("entry 2 is not what its hash was made of");
    }

    @Test
    void showsAnEntryThatIsMissing() {
        entries.remove(1);

        assertThat(AuditChain.forged(entries))
                .containsExactly("entry 2 is missing", "entry 3 does not follow from the one before it");
    }

    @Test
    void showsAnEntryThatWasWrittenAnew() {
        Document entry = entries.get(1).append("action", "nothing");
        entry.append("hash", AuditChain.hash(entry));

        assertThat(AuditChain.forged(entries)).containsExactly("entry 3 does not follow from the one before it");
    }
}
