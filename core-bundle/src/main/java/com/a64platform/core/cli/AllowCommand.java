package com.a64platform.core.cli;

import com.a64platform.core.rollback.AllowRequest;
import com.a64platform.core.upkeep.NodeCall;
import com.a64platform.core.upkeep.OwnerRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code module allow}: takes back that a version is bad on this node. */
@Command(
        name = "allow",
        description =
                "Has the running node let a version come in again that was sick on it: 0 done, 1 it was not marked,"
                        + " 3 no node answers.",
        mixinStandardHelpOptions = true)
public final class AllowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption option;

    @Parameters(index = "0", paramLabel = "MODULE", description = "such as farm-manager")
    private String module;

    @Parameters(index = "1", paramLabel = "VERSION", description = "the one that is marked bad")
    private String version;

    @Override
    public Integer call() {
        return NodeCall.ask(
                new OwnerRequest(option.home(), OwnerRequest.MODULE_ALLOW),
                Map.of(AllowRequest.MODULE, module, AllowRequest.VERSION, version),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
