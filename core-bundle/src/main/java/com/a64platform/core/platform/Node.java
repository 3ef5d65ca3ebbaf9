package com.a64platform.core.platform;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** This node: its id is made at the first start of a home and stays with it. Immutable. */
@Component(service = Node.class)
public final class Node {
    private final String id;

    @Activate
    public Node(@Reference Platform platform) {
        this(
                new PrivateFile(platform.home().data().resolve("node-id")),
                UUID.randomUUID().toString());
    }

    /** @param fresh the id of a home that has none yet */
    Node(PrivateFile file, String fresh) {
        this.id = file.read()
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                .orElse(fresh);
        if (!id.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalStateException("The node's id is damaged; restore " + file.path());
        }
        if (id.equals(fresh)) {
            file.write(fresh.getBytes(StandardCharsets.US_ASCII));
        }
    }

    public String id() {
        return id;
    }
}
