package com.a64platform.torture;

import com.a64platform.torture.Act.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Acts in the watched folder, as a person would do them; nobody answers. */
final class ByHand {
    private final Goods goods;
    private final TorturedNode node;

    ByHand(Goods goods, TorturedNode node) {
        this.goods = goods;
        this.node = node;
    }

    Act drop(String verb, Map<String, Standing> after, String module, String version) {
        return new Act(verb, after, () -> {
            goods.drop(module, version, node.deploy());
            return Reply.NOTHING;
        });
    }

    Act dropArchive(String version, Map<String, Standing> after) {
        return new Act("drop of an archive", after, () -> {
            Path archive = goods.archive(version);
            Files.copy(archive, node.deploy().resolve(archive.getFileName()));
            return Reply.NOTHING;
        });
    }

    /** @param signature whether that goes, too */
    Act delete(String module, String version, Map<String, Standing> after, boolean signature) {
        return new Act(signature ? "deletion by hand" : "deletion of the artifact alone", after, () -> {
            Path jar = goods.jar(module, version);
            Files.deleteIfExists(node.deploy().resolve(jar.getFileName()));
            if (signature) {
                Files.deleteIfExists(node.deploy().resolve(Goods.signature(jar).getFileName()));
            }
            return Reply.NOTHING;
        });
    }

    /** Of the artifact, which is back before the next start: whatever was noticed of it, all is as before. */
    Act awayAndBack(String module, String version, Map<String, Standing> before, Duration meanwhile) {
        return new Act("file away and back", before, () -> {
            Path jar = node.deploy().resolve(goods.jar(module, version).getFileName());
            Path aside = node.home().resolveSibling(jar.getFileName());
            Files.move(jar, aside);
            Moments.pass(meanwhile);
            Files.move(aside, jar);
            return Reply.NOTHING;
        });
    }
}
