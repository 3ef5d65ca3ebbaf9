package com.a64platform.core.platform;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        this(platform.home().data().resolve("node-id"));
    }

    Node(Path file) {
        this(known(new PrivateFile(file)));
    }

    public Node(String id) {
        if (!id.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalStateException("The node's id is damaged; restore data/node-id of the home");
        }
        this.id = id;
    }

    public String id() {
        return id;
    }

    private static String known(PrivateFile file) {
        return file.read()
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                .orElseGet(() -> fresh(file));
    }

    private static String fresh(PrivateFile file) {
        var id = UUID.randomUUID().toString();
        file.write(id.getBytes(StandardCharsets.US_ASCII));
        return id;
    }
}
