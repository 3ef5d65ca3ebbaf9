package com.a64platform.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The floors of docs/architecture.md: an arrow may only point down. */
class ArchitectureTest {
    private static final String CORE = "com.a64platform.core.";
    private static final String[] BASE = {
        "operations..",
        "engine..",
        "events..",
        "audit..",
        "metrics..",
        "crypto..",
        "memory..",
        "doors..",
        "problem..",
        "versions..",
        "descriptors..",
        "bytecode..",
        "findings..",
        "unloading..",
        "remnants..",
        "dumps..",
        "platform..",
        "spi.."
    };
    private static final String[] PART = {
        "registry",
        "licensing",
        "leases",
        "trust",
        "scanning",
        "modules",
        "routes",
        "resolution",
        "settings",
        "retention",
        "jobs",
        "ui",
        "identity",
        "tenants",
        "sandbox"
    };
    private static final String[] FLOW = {
        "leasing..",
        "configuring..",
        "installer..",
        "observing..",
        "reasons..",
        "planning..",
        "applying..",
        "rollback..",
        "reconciling..",
        "admission..",
        "offers..",
        "upkeep..",
        "vouching..",
        "revalidation..",
        "archives..",
        "backup..",
        "dropin..",
        "closure..",
        "safekeeping..",
        "reclaiming..",
        "snapshots..",
        "tenancy..",
        "switching..",
        "marketplace.."
    };
    /** The last three stand beside the floors: they run on a flat class path, outside of the platform. */
    private static final String[] EDGE = {
        "gateway..",
        "server..",
        "sockets..",
        "asking..",
        "parking..",
        "streams..",
        "rest..",
        "panel..",
        "console..",
        "store..",
        "licenseserver..",
        "cli..",
        "demo.."
    };

    static final ArchRule base_knows_only_base = noClasses()
            .that()
            .resideInAnyPackage(in(BASE))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.a64platform.core..").and(not(resideInAnyPackage(in(BASE)))));

    static final ArchRule parts_know_nothing_above = noClasses()
            .that()
            .resideInAnyPackage(in(PART))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(in(FLOW), in(EDGE)));

    static final ArchRule parts_do_not_know_each_other =
            slices().assignedFrom(new Parts()).should().notDependOnEachOther();

    static final ArchRule flow_does_not_know_the_edge = noClasses()
            .that()
            .resideInAnyPackage(in(FLOW))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(in(EDGE));

    static final ArchRule only_the_store_sees_the_driver = noClasses()
            .that()
            .resideOutsideOfPackage(CORE + "store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.mongodb..");

    static final ArchRule operations_are_asked_for_by_their_port = noClasses()
            .that()
            .resideOutsideOfPackages(CORE + "engine..", CORE + "store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CORE + "engine..");

    static final ArchRule only_bytecode_reads_class_files = noClasses()
            .that()
            .resideOutsideOfPackage(CORE + "bytecode..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.objectweb.asm..");

    static final ArchRule only_the_edge_sees_rest = noClasses()
            .that()
            .resideOutsideOfPackages(in(EDGE))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.glassfish..");

    static final ArchRule bundle_contexts_stay_where_bundles_are_handled = noClasses()
            .that()
            .resideOutsideOfPackages(CORE + "admission..", CORE + "modules..", CORE + "routes..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.osgi.framework.BundleContext");

    static final ArchRule no_cycles = slices().matching(CORE + "(*)..").should().beFreeOfCycles();

    static final ArchRule components_are_public = classes()
            .that()
            .areMetaAnnotatedWith("org.osgi.service.component.annotations.Component")
            .should()
            .bePublic()
            .allowEmptyShould(true);

    static final ArchRule activating_constructors_are_public = constructors()
            .that()
            .areAnnotatedWith("org.osgi.service.component.annotations.Activate")
            .should()
            .bePublic()
            .allowEmptyShould(true);

    static final ArchRule names_say_what_a_class_is = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Util|Utils|Helper|Impl|Constants)")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");

    static final ArchRule threads_come_from_operations = noClasses()
            .that()
            .resideOutsideOfPackages(CORE + "operations..", CORE + "jobs..", CORE + "cli..", CORE + "demo..")
            .should(callAnyThreadMaker());

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("com.a64platform.core");

    @TestFactory
    Stream<DynamicTest> holds() {
        return Arrays.stream(ArchitectureTest.class.getDeclaredFields())
                .filter(field -> field.getType() == ArchRule.class)
                .map(field -> dynamicTest(
                        field.getName().replace('_', ' '), () -> ((ArchRule) field.get(null)).check(CLASSES)));
    }

    @Test
    void noPackageHasMoreThanTwentyTypes() {
        Map<String, Long> sizes = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(20));
    }

    private static String[] in(String[] packages) {
        return Arrays.stream(packages)
                .map(name -> CORE + name + (name.endsWith("..") ? "" : ".."))
                .toArray(String[]::new);
    }

    private static String[] concat(String[] left, String[] right) {
        var both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private static ArchCondition<JavaClass> callAnyThreadMaker() {
        return new ArchCondition<>("make threads or executors") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getConstructorCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isAssignableTo(Thread.class))
                        .forEach(call -> events.add(SimpleConditionEvent.satisfied(type, call.getDescription())));
                type.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().getName().equals("java.util.concurrent.Executors"))
                        .forEach(call -> events.add(SimpleConditionEvent.satisfied(type, call.getDescription())));
            }
        };
    }

    private static final class Parts implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return Arrays.stream(PART)
                    .filter(part -> resideInAPackage(CORE + part + "..").test(type))
                    .findFirst()
                    .map(SliceIdentifier::of)
                    .orElseGet(SliceIdentifier::ignore);
        }

        @Override
        public String getDescription() {
            return "the parts";
        }
    }
}
