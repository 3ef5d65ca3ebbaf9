package com.a64platform.core.cli;

import com.a64platform.core.reclaiming.RestoreRequest;
import com.a64platform.core.upkeep.NodeCall;
import com.a64platform.core.upkeep.OwnerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data}: archives of modules' data. */
@Command(name = "data", description = "Archives of modules' data.", mixinStandardHelpOptions = true)
final class DataCommand extends CommandGroup {
    @Command(
            name = "list",
            description = "Lists the archives of a module's data that the running node has.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin HomeOption option,
            @Parameters(paramLabel = "MODULE", description = "such as farm-manager") String module) {
        return ask(option, OwnerRequest.DATA_LIST, Map.of(RestoreRequest.MODULE, module));
    }

    @Command(
            name = "restore",
            description =
                    "Has the running node put an archive in place of a module's data: 0 done, 1 refused, 3 no node"
                            + " answers.",
            mixinStandardHelpOptions = true)
    int restore(
            @Mixin HomeOption option,
            @Parameters(index = "0", paramLabel = "MODULE", description = "such as farm-manager") String module,
            @Parameters(index = "1", paramLabel = "FILE|ID", description = "an archive's file, or its id")
                    String archive,
            @Option(names = "--tenant", defaultValue = "", description = "into which (default: the archive's own)")
                    String tenant,
            @Option(names = "--any-tenant", description = "even when it holds another tenant's data") boolean anyTenant,
            @Option(names = "--keep-settings", description = "leave the settings as they are") boolean keepSettings,
            @Option(
                            names = "--accept-unverified",
                            description = "even when it is not sealed under this platform's LICENSE_ENCRYPTION_KEY:"
                                    + " whoever wrote it decides what the data says")
                    boolean unverified) {
        var file = Path.of(archive).toAbsolutePath();
        return ask(
                option,
                OwnerRequest.DATA_RESTORE,
                Map.of(
                        RestoreRequest.MODULE,
                        module,
                        RestoreRequest.ARCHIVE,
                        Files.exists(file) ? file.toString() : archive,
                        RestoreRequest.TENANT,
                        tenant,
                        RestoreRequest.ANY_TENANT,
                        Boolean.toString(anyTenant),
                        RestoreRequest.SETTINGS,
                        Boolean.toString(!keepSettings),
                        RestoreRequest.UNVERIFIED,
                        Boolean.toString(unverified)));
    }

    private int ask(HomeOption option, String name, Map<String, String> arguments) {
        return NodeCall.ask(
                new OwnerRequest(option.home(), name),
                arguments,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
