package com.a64platform.core.admission;

import com.a64platform.core.findings.ScanReport;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The reports of scans beside the verified copies they are about. One that is missing or damaged was never made. */
final class ScanReports {
    private static final int MOST = 1024 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ScanReports() {}

    /**
     * What is kept with the report, so that one that was copied beside another artifact is none.
     *
     * @param sha256 digest of the artifact
     */
    private record Kept(String sha256, ScanReport report) {}

    static void write(Path file, String sha256, ScanReport report) {
        try {
            FileChanges.write(file, JSON.writeValueAsBytes(new Kept(sha256, report)));
        } catch (JacksonException e) {
            throw new IllegalStateException("A report is always JSON", e);
        }
    }

    /** Empty when there is none for this digest that can be read. */
    static Optional<ScanReport> read(Path file, String sha256) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST) {
                return Optional.empty();
            }
            return Optional.ofNullable(JSON.readValue(Files.readAllBytes(file), Kept.class))
                    .filter(kept -> kept.sha256().equals(sha256))
                    .map(Kept::report);
        } catch (JacksonException damaged) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileChanges.failed("The scan's report of " + sha256 + " could not be read", e);
        }
    }
}
