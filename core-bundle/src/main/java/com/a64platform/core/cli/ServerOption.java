package com.a64platform.core.cli;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.ServerAddress;
import com.a64platform.core.leases.ServerConnection;
import com.a64platform.core.platform.PrivateFile;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which license server a command works on, and with what right: a mixin. */
final class ServerOption {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Option(names = "--server", paramLabel = "URL", description = "does it at this license server")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--server-ca",
            paramLabel = "PEM",
            description = "the only certificates that may vouch for the server (default: those that Java knows)")
    private Optional<Path> authorities = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "a file that only you can read with the operators' token in its first line")
    private Optional<Path> token = Optional.empty();

    boolean given() {
        return url.isPresent();
    }

    ServerAddress address() {
        try {
            return ServerAddress.of(
                    url.orElseThrow(() -> new CommandFailure("Say which license server with --server URL.")),
                    authorities);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(wrong.getMessage(), wrong);
        }
    }

    /** What the server answers an operator; its refusal is a sentence already. */
    JsonMembers operate(String path, ObjectNode request) {
        var server = connection();
        try {
            var answer = server.post(path, StrictJson.write(request), operatorsToken(), LIMIT);
            var members = StrictJson.read(answer.body(), Set.of());
            if (answer.status() != 200) {
                throw new CommandFailure(members.text("error"));
            }
            return members;
        } catch (IOException failed) {
            throw new CommandFailure("The license server " + failed.getMessage() + ".", failed);
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("What answers at " + server.host() + " is no license server.", e);
        }
    }

    private ServerConnection connection() {
        try {
            return new ServerConnection(address());
        } catch (IllegalStateException noCertificates) {
            throw new CommandFailure(
                    "The file of --server-ca has no certificates in PEM that can be read.", noCertificates);
        }
    }

    private String operatorsToken() {
        var file =
                token.orElseThrow(() -> new CommandFailure("Name the file with the operators' token: --token-file."));
        var content = new PrivateFile(file.toAbsolutePath())
                .read()
                .orElseThrow(() -> new CommandFailure("There is no file " + file + "; correct --token-file."));
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }
}
