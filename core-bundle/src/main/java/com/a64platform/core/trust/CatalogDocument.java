package com.a64platform.core.trust;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.versions.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the payload of a catalog and checks that it agrees with itself. */
final class CatalogDocument {
    private static final Set<String> UNDERSTOOD = Set.of("version", "issuedAt", "expires", "registry", "modules");

    private CatalogDocument() {}

    static Catalog read(byte[] payload) throws MalformedDocumentException {
        var members = StrictJson.read(payload, UNDERSTOOD);
        List<Catalog.Entry> modules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonMembers module : members.objects("modules")) {
            var entry = entry(module);
            if (!names.add(entry.name())) {
                throw new MalformedDocumentException("It lists " + entry.name() + " twice");
            }
            modules.add(entry);
        }
        return new Catalog(
                members.number("version"),
                members.instant("issuedAt"),
                members.instant("expires"),
                members.text("registry"),
                modules);
    }

    private static Catalog.Entry entry(JsonMembers members) throws MalformedDocumentException {
        var name = members.text("name");
        var publisher = members.text("publisher");
        if (!ModuleNames.valid(name) || !ModuleNames.valid(publisher)) {
            throw new MalformedDocumentException("It lists a module without a proper name or publisher");
        }
        var releases = releases(name, members.objects("versions"));
        var latest = members.optionalText("latest").orElse("");
        boolean allWithdrawn = releases.stream().allMatch(Catalog.Release::yanked);
        if (allWithdrawn != latest.isEmpty()
                || !allWithdrawn
                        && releases.stream()
                                .noneMatch(release -> release.version().equals(latest) && !release.yanked())) {
            throw new MalformedDocumentException("The latest version of " + name + " is not among those it offers");
        }
        return new Catalog.Entry(
                name,
                members.optionalText("displayName").orElse(name),
                members.optionalText("description").orElse(""),
                members.optionalText("category").orElse(""),
                publisher,
                latest,
                releases);
    }

    private static List<Catalog.Release> releases(String name, List<JsonMembers> versions)
            throws MalformedDocumentException {
        List<Catalog.Release> releases = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonMembers members : versions) {
            var version = members.text("version");
            var sha256 = members.text("sha256");
            if (Version.find(version).isEmpty() || !Digests.isSha256(sha256) || !seen.add(version)) {
                throw new MalformedDocumentException(
                        "It lists a version of " + name + " that is improper or there twice");
            }
            releases.add(new Catalog.Release(
                    version,
                    sha256,
                    members.number("length"),
                    members.object("descriptor").plain(),
                    members.flag("yanked")));
        }
        return releases;
    }
}
