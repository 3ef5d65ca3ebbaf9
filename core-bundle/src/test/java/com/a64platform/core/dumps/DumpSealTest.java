package com.a64platform.core.dumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether somebody else has written an archive, or changed it. */
class DumpSealTest {
    private static final EncryptionSecret OURS = secret("0123456789-0123456789-0123456789");
    private static final EncryptionSecret THEIRS = secret("abcdefghij-abcdefghij-abcdefghij");

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    @TempDir
    Path folder;

    private Path archive;

    @BeforeEach
    void write() throws IOException {
        archive = write("ours", OURS, "pay 1");
    }

    @Test
    void knowsItsOwnAlsoUnderTheSecretBefore() throws IOException {
        assertThat(sealedBy(archive, OURS)).isEqualTo(SealedBy.THIS);
        assertThat(sealedBy(archive, new EncryptionSecret(THEIRS.value(), Optional.of(OURS.value()))))
                .isEqualTo(SealedBy.THIS);
        SealedBy.THIS.require();
    }

    @Tag("attack")
    @Test
    void refusesOneThatSomebodyElseHasSealed() throws IOException {
        var theirs = write("theirs", THEIRS, "pay 1000");

        assertThat(sealedBy(theirs, OURS)).isEqualTo(SealedBy.ANOTHER);
        assertUnverified(SealedBy.ANOTHER, "is sealed under another LICENSE_ENCRYPTION_KEY");
    }

    @Tag("attack")
    @Test
    void refusesOneWhoseSealWasTakenAway() throws IOException {
        var members = members(archive);
        members.remove(DumpSeal.PATH);

        assertThat(sealedBy(zip(members), OURS)).isEqualTo(SealedBy.NOBODY);
        assertUnverified(SealedBy.NOBODY, "is not sealed");
    }

    /** All of it fits together, hashes too, but for the seal. */
    @Tag("attack")
    @Test
    void findsASealOnAnotherContent() throws IOException {
        var members = members(write("theirs", THEIRS, "pay 1000"));
        members.put(DumpSeal.PATH, members(archive).get(DumpSeal.PATH));

        assertChanged(zip(members));
    }

    @Tag("attack")
    @Test
    void findsEveryChangedByteOfManifestAndSeal() throws IOException {
        var whole = members(archive);
        for (var path : new String[] {DumpManifest.PATH, DumpSeal.PATH}) {
            for (int at = 0; at < whole.get(path).length; at++) {
                var members = new LinkedHashMap<>(whole);
                var changed = whole.get(path).clone();
                changed[at] ^= 1;
                members.put(path, changed);
                requireNotOurs(zip(members), path + " " + at);
            }
        }
    }

    /** The last letter of 32 bytes in base64 has two bits that say nothing. */
    @Tag("attack")
    @Test
    void findsASecondSpellingOfTheSameSeal() throws IOException {
        var members = members(archive);
        members.computeIfPresent(DumpSeal.PATH, (path, seal) -> otherLastLetter(seal));

        assertThatThrownBy(() -> sealedBy(zip(members), OURS))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
    }

    private static byte[] otherLastLetter(byte[] seal) {
        var text = new String(seal, StandardCharsets.US_ASCII);
        int at = text.indexOf("=\"") - 1;
        var other = seal.clone();
        other[at] = (byte) LETTERS.charAt(LETTERS.indexOf(seal[at]) + 1);
        return other;
    }

    private static void requireNotOurs(Path changed, String where) throws IOException {
        try {
            assertThat(sealedBy(changed, OURS)).as(where).isNotEqualTo(SealedBy.THIS);
        } catch (ProblemException refused) {
            assertThat(refused.code()).as(where).isEqualTo(ErrorCode.ARCHIVE_DAMAGED);
        }
    }

    private static void assertChanged(Path archive) {
        assertThatThrownBy(() -> sealedBy(archive, OURS))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.ARCHIVE_DAMAGED))
                .hasMessageContaining("it was changed after it was written");
    }

    private static void assertUnverified(SealedBy sealedBy, String why) {
        assertThatThrownBy(sealedBy::require)
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.ARCHIVE_UNVERIFIED))
                .hasMessageContaining(why);
    }

    private static SealedBy sealedBy(Path archive, EncryptionSecret secret) throws IOException {
        try (var dump = DumpFile.open(archive, "test")) {
            return dump.sealedBy(secret);
        }
    }

    private Path write(String name, EncryptionSecret secret, String content) throws IOException {
        var file = folder.resolve(name);
        DumpWriter.write(
                file,
                "test",
                Map.of(),
                secret,
                dump -> dump.file("what", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))));
        return file;
    }

    private static Map<String, byte[]> members(Path archive) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (var zip = new ZipFile(archive.toFile())) {
            for (var entry : zip.stream().toList()) {
                members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return members;
    }

    private Path zip(Map<String, byte[]> members) throws IOException {
        var file = folder.resolve("changed");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var member : members.entrySet()) {
                out.putNextEntry(new ZipEntry(member.getKey()));
                out.write(member.getValue());
            }
        }
        return file;
    }

    private static EncryptionSecret secret(String value) {
        return new EncryptionSecret(value, Optional.empty());
    }
}
