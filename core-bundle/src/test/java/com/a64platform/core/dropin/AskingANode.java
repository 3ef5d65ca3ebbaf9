package com.a64platform.core.dropin;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a node of its own to ask. */
class AskingANode {
    @TempDir
    Path home;

    AskedNode node;

    @BeforeEach
    void begin() {
        node = new AskedNode(home);
    }

    @AfterEach
    void end() {
        node.close();
    }
}
