package com.a64platform.core.reasons;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the sentence says in which the platform has told why a module does not start: the words are those of
 * {@code FrameworkRevisions}, {@code ComponentCheck} and {@code Activation}, or of the framework.
 *
 * @param thing what is named, such as a package or a component; empty when nothing is
 */
record StartFault(String code, String name, String thing, String advice) {
    private static final String MAKER = "Tell its maker; ";

    /** One kind of fault; its first group is what is named. */
    private record Kind(String code, String name, Pattern words, String advice) {
        static Kind of(String code, String name, String words, String advice) {
            return new Kind(code, name, Pattern.compile(words), advice);
        }
    }

    private static final List<Kind> KINDS = List.of(
            Kind.of(
                    "package-missing",
                    "package",
                    "missing requirement.*?osgi\\.wiring\\.package=([\\w.]+)",
                    "Install the module that exports the package, or bring a version that carries it with %1$s."),
            Kind.of(
                    "capability-missing",
                    "capability",
                    "missing requirement \\[[^]]*] ([\\w.]+);",
                    "Install the module that provides the capability, or bring a version that does without with %1$s."),
            Kind.of(
                    "reference-unsatisfied",
                    "component",
                    "its component (\\S+) lacks ",
                    "Install or enable the module that offers the service, or bring a version that does without with %1$s."),
            Kind.of(
                    "configuration-missing",
                    "component",
                    "its component (\\S+) needs a configuration",
                    MAKER
                            + "nobody gives components of modules a configuration: bring a version without that with %1$s."),
            Kind.of(
                    "activation-failed",
                    "component",
                    "its component (\\S+) throws when it is activated",
                    MAKER + "logs/a64.log has the stack: bring a version that starts with %1$s."),
            Kind.of(
                    "code-hangs",
                    "thread",
                    "did not come back within .*; its thread is ([\\w.-]+\\w)",
                    MAKER
                            + "jcmd PID Thread.print shows where the thread hangs: bring a version that does not with %1$s."),
            Kind.of(
                    "copy-lost",
                    "",
                    "verified copy (?:is gone|was changed)",
                    "Put its file into deploy/ again, or bring another version with %1$s."),
            Kind.of(
                    "quarantined",
                    "",
                    "it is quarantined: ",
                    "Bring another version with %1$s, or enable it with POST /api/v1/modules/%2$s/enable to try it again."),
            Kind.of(
                    "unhealthy-at-start",
                    "",
                    "its health probe says: ",
                    "Mend what its probe names and repeat the request."),
            Kind.of(
                    "route-not-served",
                    "route",
                    "its descriptor declares (.+?), which no resource of it serves",
                    MAKER + "bring a version that serves what its descriptor declares with %1$s."),
            Kind.of(
                    "start-throws",
                    "",
                    "its start throws|its code throws",
                    MAKER + "logs/a64.log has the stack: bring a version that starts with %1$s."));

    /** What a sentence tells; empty when it tells of something else. */
    static Optional<StartFault> in(String sentence, Case module) {
        return KINDS.stream()
                .flatMap(kind -> found(kind, sentence, module).stream())
                .findFirst();
    }

    /** The cause with what is named as evidence. */
    Cause evidence(Cause cause) {
        return name.isEmpty() ? cause : cause.with(name, thing);
    }

    private static Optional<StartFault> found(Kind kind, String sentence, Case module) {
        var match = kind.words().matcher(sentence);
        return match.find()
                ? Optional.of(new StartFault(
                        kind.code(),
                        kind.name(),
                        match.groupCount() > 0 ? match.group(1) : "",
                        kind.advice().formatted(bringing(module), module.module())))
                : Optional.empty();
    }

    private static String bringing(Case module) {
        return module.installation().isPresent() ? module.call("PUT", "/update") : "POST /api/v1/modules/install";
    }
}
