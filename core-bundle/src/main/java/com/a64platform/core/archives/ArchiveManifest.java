package com.a64platform.core.archives;

import com.a64platform.core.archives.ArchiveMember.Role;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The list in an archive that names every other member: {@code {"format": 1, "registry"?, "members": [{"path", "role",
 * "length", "sha256"}]}}. It is not signed and says nothing about trust; it only makes a damaged or odd archive one that is
 * refused as a whole.
 *
 * @param registry what the home that imports calls the registry whose documents are in it
 */
record ArchiveManifest(String registry, List<ArchiveMember> members) {
    static final String PATH = "META-INF/a64/archive.json";
    static final int MAX_BYTES = 256 * 1024;

    private static final long FORMAT = 1;
    static final String DEFAULT = "default";
    private static final Set<String> UNDERSTOOD = Set.of("format", "registry", "members");

    ArchiveManifest {
        members = List.copyOf(members);
    }

    static ArchiveManifest read(byte[] document) throws MalformedDocumentException {
        var json = StrictJson.read(document, UNDERSTOOD);
        if (json.number("format") != FORMAT) {
            throw new MalformedDocumentException("its format is not 1, the only one that is understood here");
        }
        List<ArchiveMember> members = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (JsonMembers one : json.objects("members")) {
            var member = member(one);
            if (!paths.add(member.path())) {
                throw new MalformedDocumentException("it lists " + member.path() + " twice");
            }
            members.add(member);
        }
        return new ArchiveManifest(json.optionalText("registry").orElse(DEFAULT), members).complete();
    }

    byte[] write() {
        var document = StrictJson.object().put("format", FORMAT).put("registry", registry);
        var list = document.putArray("members");
        for (var member : members) {
            list.addObject()
                    .put("path", member.path())
                    .put("role", member.role().label())
                    .put("length", member.length())
                    .put("sha256", member.sha256());
        }
        return StrictJson.write(document);
    }

    List<ArchiveMember> of(Role role) {
        return members.stream().filter(member -> member.role() == role).toList();
    }

    private static ArchiveMember member(JsonMembers json) throws MalformedDocumentException {
        var label = json.text("role");
        var role = Role.labelled(label)
                .orElseThrow(() -> new MalformedDocumentException("it lists a member with a role that means nothing"));
        var member = new ArchiveMember(json.text("path"), role, json.number("length"), json.text("sha256"));
        if (!member.plausible()) {
            throw new MalformedDocumentException("it lists a member in a place that is not that of its role " + label);
        }
        return member;
    }

    private ArchiveManifest complete() throws MalformedDocumentException {
        var artifacts = of(Role.ARTIFACT).stream().map(ArchiveMember::base).collect(Collectors.toSet());
        if (artifacts.isEmpty()) {
            throw new MalformedDocumentException("it lists no module");
        }
        for (var member : members) {
            if (member.ofModule() && !artifacts.contains(member.base())) {
                throw new MalformedDocumentException("it lists " + member.path() + " without its JAR");
            }
        }
        if (of(Role.TIMESTAMP).size() != of(Role.CATALOG).size()) {
            throw new MalformedDocumentException("it lists a catalog without its timestamp, or the other way round");
        }
        return this;
    }
}
