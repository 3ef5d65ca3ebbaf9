package com.a64platform.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/** What a checker that can fail has to find; done to the module that nobody touches. */
enum Sabotage {
    /** Its file is deleted. */
    FILE {
        @Override
        void whileItRuns(TorturedNode node, Goods goods) throws IOException {
            Files.delete(
                    node.deploy().resolve(goods.jar(Goods.LEDGER, Goods.first()).getFileName()));
        }
    },
    /** A document is changed in the store's file. */
    DOCUMENT {
        @Override
        void whileItIsDead(TorturedNode node) throws IOException {
            try (StoreFile store = StoreFile.writable(node.home())) {
                store.change(Goods.LEDGER, "farms", document -> {
                    document.put("areaHectares", 0.5);
                    return document;
                });
            }
        }
    },
    /** Another version of it comes in. */
    VERSION {
        @Override
        void whileItRuns(TorturedNode node, Goods goods) throws IOException {
            goods.drop(Goods.LEDGER, "1.0.1", node.deploy());
        }
    };

    static Sabotage of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    void whileItIsDead(TorturedNode node) throws IOException {}

    void whileItRuns(TorturedNode node, Goods goods) throws IOException {}
}
