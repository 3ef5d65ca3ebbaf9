package com.a64platform.core.cli;

import com.a64platform.core.upkeep.NodeCall;
import com.a64platform.core.upkeep.OwnerRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code audit}: whether the log of who did what is as it was written. */
@Command(name = "audit", description = "The audit log of a home.", mixinStandardHelpOptions = true)
final class AuditCommand extends CommandGroup {
    @Command(
            name = "verify",
            description = "Has the running node check its audit log: 0 as written, 1 not, 3 no node answers.",
            mixinStandardHelpOptions = true)
    int verify(@Mixin HomeOption option) {
        return NodeCall.ask(
                new OwnerRequest(option.home(), OwnerRequest.AUDIT_VERIFY),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }
}
