package com.a64platform.core.dumps;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an archive says of itself. Alone it shows damage; sealed ({@link DumpSeal}) it shows forgery, too. Immutable.
 *
 * @param kind what the archive is of, such as {@code module-data}
 * @param about what else there is to say, in texts
 */
public record DumpManifest(
        String kind,
        Instant created,
        Map<String, String> about,
        List<DumpedCollection> collections,
        List<DumpedFile> files) {
    /** The last member of every archive but its seal. */
    static final String PATH = "manifest.json";

    static final int MOST_BYTES = 32 * 1024 * 1024;
    private static final long FORMAT = 1;

    private static final Set<String> UNDERSTOOD = Set.of("format", "kind", "created", "about", "collections", "files");

    public DumpManifest {
        about = Map.copyOf(about);
        collections = List.copyOf(collections);
        files = List.copyOf(files);
    }

    /** What is said under a name; empty when nothing is. */
    public String about(String name) {
        return about.getOrDefault(name, "");
    }

    /** All documents of all collections. */
    public long documents() {
        return collections.stream().mapToLong(DumpedCollection::documents).sum();
    }

    /** For people: how much is in its collections. */
    public String counted() {
        return collections.size() + " collections with " + documents() + " documents";
    }

    byte[] write() {
        var document =
                StrictJson.object().put("format", FORMAT).put("kind", kind).put("created", created.toString());
        document.set("about", StrictJson.node(new LinkedHashMap<>(about)));
        var list = document.putArray("collections");
        for (var one : collections) {
            var member = list.addObject()
                    .put("database", one.database())
                    .put("name", one.name())
                    .put("path", one.path())
                    .put("documents", one.documents())
                    .put("bytes", one.bytes())
                    .put("sha256", one.sha256())
                    .put("content", one.content());
            one.indexes().forEach(member.putArray("indexes")::add);
        }
        var others = document.putArray("files");
        files.forEach(one -> others.addObject()
                .put("path", one.path())
                .put("bytes", one.bytes())
                .put("sha256", one.sha256()));
        return StrictJson.write(document);
    }

    static DumpManifest read(byte[] content) throws MalformedDocumentException {
        var json = StrictJson.read(content, UNDERSTOOD);
        if (json.number("format") != FORMAT) {
            throw new MalformedDocumentException(
                    "The archive has another format than " + FORMAT + ", which this version reads; take a newer one");
        }
        List<DumpedCollection> collections = new ArrayList<>();
        for (var one : json.objects("collections")) {
            collections.add(collection(one));
        }
        List<DumpedFile> files = new ArrayList<>();
        for (var one : json.objects("files")) {
            files.add(new DumpedFile(one.text("path"), one.number("bytes"), hash(one, "sha256")));
        }
        return new DumpManifest(
                json.text("kind"), json.instant("created"), texts(json.object("about")), collections, files);
    }

    private static DumpedCollection collection(JsonMembers json) throws MalformedDocumentException {
        return new DumpedCollection(
                json.text("database"),
                json.text("name"),
                json.text("path"),
                json.number("documents"),
                json.number("bytes"),
                hash(json, "sha256"),
                hash(json, "content"),
                json.texts("indexes"));
    }

    private static String hash(JsonMembers json, String member) throws MalformedDocumentException {
        return Optional.of(json.text(member))
                .filter(Digests::isSha256)
                .orElseThrow(() -> new MalformedDocumentException("The member '" + member + "' must be a SHA-256"));
    }

    private static Map<String, String> texts(JsonMembers json) throws MalformedDocumentException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (var name : json.plain().keySet()) {
            texts.put(name, json.text(name));
        }
        return texts;
    }
}
