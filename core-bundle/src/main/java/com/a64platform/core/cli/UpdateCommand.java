package com.a64platform.core.cli;

import com.a64platform.core.applying.UpdateRequest;
import com.a64platform.core.upkeep.NodeCall;
import com.a64platform.core.upkeep.OwnerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code module update}: has the running node bring a module to another version. */
@Command(
        name = "update",
        description = "Has the running node bring a module to another version, for all tenants that have it: 0 done,"
                + " 1 refused or undone, 3 no node answers.",
        mixinStandardHelpOptions = true)
public final class UpdateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption option;

    @Parameters(paramLabel = "MODULE", description = "such as farm-manager")
    private String module;

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            defaultValue = "latest",
            description = "a version, or a range such as ^1.2.0 (default: latest)")
    private String version;

    @Option(
            names = "--consent",
            paramLabel = "PERMISSION",
            description = "what the new version may do besides; once for each")
    private List<String> consent = List.of();

    @Option(names = "--reset-settings", description = "go back to the defaults of all settings")
    private boolean resetSettings;

    @Option(names = "--backup", description = "archive the module's data first")
    private boolean backup;

    @Override
    public Integer call() {
        return NodeCall.ask(
                new OwnerRequest(option.home(), OwnerRequest.MODULE_UPDATE),
                Map.of(
                        UpdateRequest.MODULE,
                        module,
                        UpdateRequest.VERSION,
                        version,
                        UpdateRequest.CONSENT,
                        String.join(" ", consent),
                        UpdateRequest.RESET_SETTINGS,
                        Boolean.toString(resetSettings),
                        UpdateRequest.BACKUP,
                        Boolean.toString(backup)),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
