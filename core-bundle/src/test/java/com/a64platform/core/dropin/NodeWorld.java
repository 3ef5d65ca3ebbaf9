package com.a64platform.core.dropin;

import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.admission.InstalledArtifacts;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.applying.ApplyPlan;
import com.a64platform.core.applying.ChangeModules;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.applying.OneChange;
import com.a64platform.core.applying.SettingsBefore;
import com.a64platform.core.archives.ImportModules;
import com.a64platform.core.archives.Imports;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.closure.BlastRadius;
import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.configuring.Schemas;
import com.a64platform.core.configuring.SettingsDelivery;
import com.a64platform.core.configuring.SettingsReport;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.configuring.SettingsWatch;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.configuring.TenantSettings;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.dumps.InMemoryDatabases;
import com.a64platform.core.engine.InMemoryJournal;
import com.a64platform.core.engine.JournalOperations;
import com.a64platform.core.engine.ShortLeases;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.identity.InMemoryUserRepository;
import com.a64platform.core.identity.SignIn;
import com.a64platform.core.installer.Activation;
import com.a64platform.core.installer.ArtifactSteps;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.installer.EnableModule;
import com.a64platform.core.installer.Hooks;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.OperationAudit;
import com.a64platform.core.installer.UninstallModule;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.installer.Verbs;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.observing.InMemoryNodeReports;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.observing.NodeView;
import com.a64platform.core.observing.Observations;
import com.a64platform.core.observing.StoreCheck;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.Deliveries;
import com.a64platform.core.offers.Standing;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.InstalledModules;
import com.a64platform.core.planning.KeptData;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.planning.Planner;
import com.a64platform.core.platform.Node;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.platform.ServedCertificate;
import com.a64platform.core.platform.StoreSilence;
import com.a64platform.core.platform.Unfinished;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reasons.BadVersionCheck;
import com.a64platform.core.reasons.BundleCheck;
import com.a64platform.core.reasons.Checks;
import com.a64platform.core.reasons.DependencyCheck;
import com.a64platform.core.reasons.HealthCheck;
import com.a64platform.core.reasons.LicenseCheck;
import com.a64platform.core.reasons.LoaderCheck;
import com.a64platform.core.reasons.ModuleReport;
import com.a64platform.core.reasons.NodeCheck;
import com.a64platform.core.reasons.OperationCheck;
import com.a64platform.core.reasons.OtherNodesCheck;
import com.a64platform.core.reasons.RefusedFileCheck;
import com.a64platform.core.reasons.SettingsCheck;
import com.a64platform.core.reasons.TrustCheck;
import com.a64platform.core.reasons.WishCheck;
import com.a64platform.core.reclaiming.PurgeData;
import com.a64platform.core.reclaiming.Reclaiming;
import com.a64platform.core.reclaiming.RestoreData;
import com.a64platform.core.reclaiming.RestoredSettings;
import com.a64platform.core.reclaiming.UndoRemoval;
import com.a64platform.core.reconciling.MissingArtifacts;
import com.a64platform.core.reconciling.Reconciler;
import com.a64platform.core.registry.Registries;
import com.a64platform.core.registry.RegistryClient;
import com.a64platform.core.registry.RegistryDefinition;
import com.a64platform.core.remnants.EveryKind;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.retention.InMemoryRetained;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.revalidation.InstalledLicenses;
import com.a64platform.core.revalidation.LicenseEffects;
import com.a64platform.core.revalidation.LicenseWatch;
import com.a64platform.core.revalidation.RenewLicense;
import com.a64platform.core.rollback.ReturnModule;
import com.a64platform.core.rollback.UpdateWatch;
import com.a64platform.core.routes.NoRequests;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.safekeeping.DataSteps;
import com.a64platform.core.safekeeping.TenantData;
import com.a64platform.core.scanning.ArtifactScan;
import com.a64platform.core.settings.InMemorySettings;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.snapshots.InMemorySnapshots;
import com.a64platform.core.snapshots.RevertSet;
import com.a64platform.core.snapshots.TakeSnapshot;
import com.a64platform.core.switching.TenantSwitches;
import com.a64platform.core.tenancy.StoredData;
import com.a64platform.core.tenancy.TenantRoom;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import com.a64platform.core.trust.ArtifactStatement;
import com.a64platform.core.trust.Catalog;
import com.a64platform.core.trust.Trust;
import com.a64platform.core.unloading.UncleanOperations;
import com.a64platform.core.unloading.Unloading;
import com.a64platform.core.upkeep.RotateKeys;
import com.a64platform.core.versions.Version;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A node without a framework, a server or a network, but with the real gate, verbs, operations, folder and start. What a
 * kill leaves behind is kept apart from what it takes away, so that a test can kill it and start it again.
 */
final class NodeWorld implements AutoCloseable {
    final RecordedAudit audit = new RecordedAudit();

    static final String LICENSE = "a license";
    static final Audit.Actor ADMIN = new Audit.Actor("admin", "admin@localhost", "127.0.0.1", "test");
    private static final Duration LONG = Duration.ofSeconds(20);

    // what survives a kill
    final Path home;
    final InMemoryJournal journal;
    final InMemoryInstallations store;
    final InMemoryTenantRepository tenants;
    final InMemorySettings settings;
    final InMemoryDatabases databases = new InMemoryDatabases();
    final InMemoryRetained retained = new InMemoryRetained();
    final InMemorySnapshots snapshots = new InMemorySnapshots();
    final Map<String, String> vault;
    final Map<String, Farm> registry = new TreeMap<>();
    /** How long a lease of an operation has to stand still; zero for as long as it usually has. */
    Duration lease = Duration.ZERO;

    /** Whether other nodes work on the same store. */
    boolean shared;
    /** What is on offer beside farms, by name and version. */
    final Map<String, Made> others = new TreeMap<>();
    /** Decisions about what is in the vault, by tenant, instead of a grant. */
    final Map<String, LicenseDecision> decisions = new ConcurrentHashMap<>();
    /** What licensing throws when it is asked about the vault. */
    volatile Optional<ProblemException> licensingFails = Optional.empty();
    /** Version floors, by module. */
    final Map<String, String> floors = new ConcurrentHashMap<>();
    /** How long an update is watched after the next start, in seconds. */
    int watchSeconds;

    /** What loading any module throws after the next start. */
    Optional<RuntimeException> loadingFails = Optional.empty();
    /** Told the module of whatever the next start loads, before. */
    Consumer<String> atLoad = module -> {};

    /** Whether the next start is one in safe mode. */
    boolean safeMode;

    /** How many modules may be installed after the next start. */
    int maxModules = 50;

    /** What this node and others say of their modules. */
    final InMemoryNodeReports reports = new InMemoryNodeReports();

    /** Why what was admitted would not be admitted any more. */
    volatile Optional<String> doubt = Optional.empty();

    /** Runs before the registry hands out its catalog. */
    volatile Runnable atCatalog = () -> {};

    /** Whom else a change of the module would touch. */
    final Radius radius = new Radius();

    /** Runs before the registry hands out an artifact. */
    volatile Runnable atFetch = () -> {};

    // what a kill takes away
    JournalOperations operations;
    FakeRevisions revisions;
    RouteTable routes;
    Inventory inventory;
    ChangeModules changes;
    Imports imports;
    Planner planner;
    EnableModule enable;
    DisableModule disable;
    UninstallModule uninstall;
    DataArchives archives;
    TenantData tenantData;
    RestoreData restore;
    UndoRemoval undoRemoval;
    PurgeData purge;
    Reclaiming reclaiming;
    TakeSnapshot takeSnapshot;
    RevertSet revertSet;
    Activation activation;
    SettingsVault settingsVault;
    TenantSettings tenantSettings;
    SettingsReport settingsReport;
    ConfigureModule configure;
    ReturnModule returns;
    UpdateWatch updates;
    ModuleHealth health;
    NodeView view;
    Observations observations;
    ModuleReport report;
    StartBreaker breaker;
    BadVersions bad;
    StoreSilence silence;
    Readiness readiness;
    Doors doors;
    LicenseWatch watch;
    private SettingsWatch settingsWatch;
    private StoredData stored;
    private TenantContexts contexts;
    private Workers workers;
    Obstacles obstacles;
    Reconciler reconciler;
    Unloading unloading;
    private DeployFolder folder;

    NodeWorld(Path home) {
        this(
                home,
                new InMemoryJournal(),
                new InMemoryInstallations(),
                new InMemoryTenantRepository(),
                new InMemorySettings(),
                new TreeMap<>());
        tenants.add(new Tenant(Tenant.DEFAULT_ID, "Default", "t_default"));
        tenants.add(new Tenant("other", "Other", "t_other"));
    }

    /** Another node on the store of this one. */
    NodeWorld beside(Path another) {
        var node = new NodeWorld(another, journal, store, tenants, settings, vault);
        shared = true;
        node.shared = true;
        return node;
    }

    private NodeWorld(
            Path home,
            InMemoryJournal journal,
            InMemoryInstallations store,
            InMemoryTenantRepository tenants,
            InMemorySettings settings,
            Map<String, String> vault) {
        this.home = home;
        this.journal = journal;
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
        this.vault = vault;
        try {
            var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectory(home.resolve("deploy"), mine);
            Files.createDirectory(home.resolve("cache"), mine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void publish(Farm farm) {
        registry.put(farm.version(), farm);
    }

    /** Starts the node and waits until it is ready. */
    NodeWorld start() {
        var platform = new Platform(settings());
        Unfinished.removeFrom(platform.home());
        workers = new Workers();
        doors = new Doors(workers);
        inventory = new Inventory(store);
        routes = new RouteTable();
        revisions = new FakeRevisions();
        revisions.atLoad(atLoad);
        loadingFails.ifPresent(revisions::breakWith);
        readiness = new Readiness();
        var trust = trust();
        Registries client = () -> List.of(new Registry());
        var descriptors = new DescriptorReader();
        var licenses = new Licenses();
        var copies = new VerifiedCopies(platform);
        operations = lease.isZero()
                ? new JournalOperations(journal, workers, new Node(platform), platform)
                : ShortLeases.of(journal, workers, new Node(platform).id(), lease);
        var admission = new Admission(copies, trust, new ArtifactScan(), descriptors, platform);
        var files = new DeployFiles(platform, copies);
        activation = new Activation(revisions, routes, revision -> new NoRequests(), workers, platform);
        obstacles = new Obstacles();
        var installed = new InstalledArtifacts(revisions, admission);
        var modules = new InstalledModules(inventory, installed, obstacles, platform);
        var room = new TenantRoom(tenants, new InMemoryUserRepository(), inventory);
        var requirements = new NodeRequirements(inventory, routes, operations, radius, modules, room, platform);
        bad = new BadVersions(platform);
        breaker = new StartBreaker(platform, workers);
        var deliveries = new Deliveries(client, admission);
        var clock = new LicensingClock(Clock.systemUTC(), System::nanoTime, List.of());
        var catalogs = new Catalogs(client, trust, descriptors, clock);
        reconciler = new Reconciler(
                operations,
                inventory,
                admission,
                activation,
                routes,
                files,
                new MissingArtifacts(catalogs, deliveries),
                requirements,
                breaker,
                obstacles,
                doors,
                workers,
                platform);
        var artifacts = new ArtifactSteps(
                client, admission, requirements, deliveries, activation, trust, reconciler, breaker, bad);
        settingsVault = settings.vault();
        tenantSettings = new TenantSettings(inventory, settingsVault);
        stored = new StoredData(new Tenants(tenants, audit), new Data(), workers);
        contexts = new TenantContexts(new Data(), stored, tenantSettings);
        var settingsSteps = new SettingsSteps(inventory, settingsVault, tenantSettings, retained);
        archives = new DataArchives(databases, platform);
        tenantData = new TenantData(tenants, databases, archives, new Data(), settingsVault, installed);
        var dataSteps = new DataSteps(tenantData, archives, retained, doors, platform);
        var kept = new KeptData(retained);
        var hooks = new Hooks(tenants, contexts, workers, platform);
        var install = new InstallModule(
                operations,
                licenses,
                (typed, subject) -> typed,
                artifacts,
                settingsSteps,
                kept,
                dataSteps,
                hooks,
                activation,
                inventory,
                tenants,
                platform);
        var update = new UpdateModule(
                operations, licenses, artifacts, settingsSteps, dataSteps, hooks, activation, inventory, platform);
        enable = new EnableModule(operations, licenses, artifacts, hooks, activation, inventory, platform);
        disable =
                new DisableModule(operations, requirements, hooks, activation, reconciler, inventory, doors, platform);
        uninstall = new UninstallModule(
                operations,
                licenses,
                requirements,
                settingsSteps,
                hooks,
                activation,
                reconciler,
                inventory,
                doors,
                dataSteps,
                platform);
        planner = new Planner(inventory, modules, requirements, catalogs, licenses, settingsSteps, bad, kept);
        var one = new OneChange(install, update, enable, disable, uninstall);
        var delivery = new SettingsDelivery(revisions, tenants, contexts, workers, Duration.ofMillis(300));
        var schemas = new Schemas(installed, inventory, catalogs);
        settingsReport = new SettingsReport(schemas, settingsVault, delivery);
        settingsWatch = new SettingsWatch(inventory, delivery, workers, Duration.ofMillis(50));
        configure = new ConfigureModule(inventory, schemas, settingsVault, settingsWatch, operations, audit);
        var plans = new ApplyPlan(
                operations,
                one,
                artifacts,
                admission,
                licenses,
                (typed, subject) -> typed,
                settingsSteps,
                new SettingsBefore(configure, operations),
                inventory,
                platform);
        changes = new ChangeModules(planner, one, plans, settingsSteps);
        unloading = new Unloading(workers, new EveryKind(), new Readiness());
        var verbs = new Verbs(
                install,
                update,
                enable,
                disable,
                uninstall,
                new RotateKeys(operations, licenses, settingsVault),
                new Backup(operations, platform, scratch -> {
                    throw new AssertionError("nothing here makes backups");
                }),
                new OperationAudit(audit),
                new UncleanOperations(operations, unloading));
        var effects = new LicenseEffects(inventory, doors, operations, disable, enable, new RecordedAudit());
        watch = new LicenseWatch(workers, inventory, new InstalledLicenses(licenses, clock), effects, clock);
        var renewal = new RenewLicense(
                (typed, subject) -> typed, licenses, inventory, watch, operations, new RecordedAudit());
        silence = new StoreSilence();
        returns = new ReturnModule(
                operations,
                admission,
                settingsSteps,
                requirements,
                activation,
                reconciler,
                inventory,
                bad,
                trust,
                platform);
        var storeCheck = new StoreCheck(store, silence, workers);
        health = new ModuleHealth(revisions, routes, workers, storeCheck);
        view = new NodeView(
                revisions,
                routes,
                health,
                doors,
                operations,
                breaker,
                obstacles,
                workers,
                readiness,
                new Node(platform),
                platform);
        observations = new Observations(view, inventory, reports, new Node(platform), readiness, workers);
        report = new ModuleReport(
                inventory,
                revisions,
                routes,
                doors,
                admission,
                new Checks(
                        new NodeCheck(readiness, storeCheck, new ServedCertificate(List.of()), platform),
                        new OperationCheck(operations),
                        new LicenseCheck(doors),
                        new BundleCheck(admission, breaker, obstacles, workers),
                        new DependencyCheck(inventory, routes, installed),
                        new RefusedFileCheck(platform),
                        new WishCheck(),
                        new HealthCheck(health),
                        new SettingsCheck(settingsReport),
                        new TrustCheck(new Standing(copies, trust, catalogs), catalogs),
                        new BadVersionCheck(bad),
                        new LoaderCheck(unloading),
                        new OtherNodesCheck(observations)));
        updates = new UpdateWatch(returns, health, activation, routes, inventory, storeCheck, workers, platform);
        var drops = new Drops(
                admission,
                copies,
                files,
                install,
                update,
                enable,
                disable,
                renewal,
                updates,
                reconciler,
                operations,
                inventory,
                platform);
        imports = new Imports(platform, admission, trust, operations);
        folder = new DeployFolder(platform, drops, new DroppedArchives(drops, imports), audit, workers);
        var restored = new RestoredSettings(inventory, installed, archives, tenantData, settingsVault, retained);
        restore = new RestoreData(operations, inventory, archives, tenantData, restored, retained);
        undoRemoval = new UndoRemoval(operations, retained);
        purge = new PurgeData(operations, inventory, tenantData, retained);
        takeSnapshot = new TakeSnapshot(operations, inventory, tenantData, archives, snapshots);
        revertSet = new RevertSet(snapshots, inventory, planner, plans, settingsVault, trust);
        reclaiming = new Reclaiming(restore, undoRemoval, purge, readiness, workers);
        new Boot(
                operations,
                verbs,
                new ImportModules(
                        platform, admission, copies, install, update, uninstall, renewal, operations, inventory),
                plans,
                reclaiming,
                takeSnapshot,
                updates,
                reconciler,
                watch,
                folder,
                breaker,
                readiness,
                workers,
                platform);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(LONG)
                .until(() -> readiness.phase() == Readiness.Phase.READY);
        return this;
    }

    /** Waits for the end of an operation. */
    /** In the default tenant. */
    Operation change(Change.Action action) {
        return submit(new Change(action, Farm.NAME, "latest", Tenant.DEFAULT_ID), LICENSE, GivenSettings.NONE);
    }

    /** Tells the modules of this node of those who switch. */
    TenantSwitches switches(SignIn signIn) {
        var all = new Tenants(tenants, audit);
        return new TenantSwitches(signIn, inventory, doors, routes, revisions, all, contexts, workers, LONG, 100);
    }

    Operation finish(Operation operation) {
        return operations.await(operation.id(), LONG);
    }

    /** With an owner and a key. */
    Operation install(String version) {
        return install(version, Tenant.DEFAULT_ID, Map.of("owner", "Ada", "key", "s3cret"));
    }

    Operation install(String version, String license, String tenantId) {
        return submit(new Change(Change.Action.INSTALL, Farm.NAME, version, tenantId), license, GivenSettings.NONE);
    }

    Operation install(String version, String tenantId, Map<String, Object> settings) {
        var change = new Change(Change.Action.INSTALL, Farm.NAME, version, tenantId);
        return submit(change, LICENSE, GivenSettings.of(Farm.NAME, settings));
    }

    Operation update(String version) {
        return update(version, true);
    }

    Operation update(String version, boolean keepSettings) {
        return submit(updating(version, keepSettings), "", GivenSettings.NONE);
    }

    static Change updating(String version, boolean keepSettings) {
        return new Change(Change.Action.UPDATE, Farm.NAME, version, Tenant.DEFAULT_ID, true, !keepSettings);
    }

    /** With the data of every tenant archived first. */
    Operation updateWithBackup(String version) {
        var change = new Change(Change.Action.UPDATE, Farm.NAME, version, Tenant.DEFAULT_ID);
        return submit(change, "", GivenSettings.NONE, new DataChoice(false, true));
    }

    private Operation submit(Change change, String license, GivenSettings given) {
        return submit(change, license, given, DataChoice.KEEP);
    }

    /** For somebody who looks at the plan and consents to whatever it asks for. */
    private Operation submit(Change change, String license, GivenSettings given, DataChoice data) {
        var request = PlanRequest.of(change, false);
        var plan = planner.plan(request);
        var approval = new Approval(plan.digest(), Set.copyOf(plan.permissionsAsked()));
        return changes.submit(
                new ChangeModules.Order(request, approval, Map.of(change.module(), license), given, data, ADMIN));
    }

    /** What an operator could see of the node, but for what is kept warm: if two are equal, nothing is between. */
    record Seen(
            Set<String> installations,
            Set<String> files,
            Set<String> serves,
            Set<String> loaded,
            Set<String> licenses) {}

    /** The same, and what of it cannot be seen at once. */
    record Whole(
            Seen seen,
            Set<String> granted,
            Map<String, String> floors,
            Set<String> bad,
            Set<String> looseSettings,
            Map<String, String> data,
            Set<String> left) {}

    Whole lookClosely() {
        return new Whole(
                look(),
                store.all().stream()
                        .map(found -> found.tenantId() + " " + found.permissions() + " " + set(found))
                        .collect(Collectors.toSet()),
                Map.copyOf(floors),
                bad.ofModule(Farm.NAME).stream()
                        .map(BadVersions.BadVersion::version)
                        .collect(Collectors.toSet()),
                looseSettings(),
                databases.contents(),
                retained.all().stream()
                        .map(one -> one.tenantId() + " " + one.version() + " " + one.deleted() + " " + set(one))
                        .collect(Collectors.toSet()));
    }

    /**
     * Those that count for nothing. What came with a request stands in the store before there is an operation to undo it: it
     * goes with the next such request.
     */
    private Set<String> looseSettings() {
        var installed = store.all().stream()
                .flatMap(found ->
                        settingsVault.chain(found.tenantId(), found.moduleName(), found.settingsId()).stream());
        var left = retained.all().stream()
                .flatMap(one -> settingsVault.chain(one.tenantId(), one.module(), one.settingsId()).stream());
        var kept = Stream.concat(installed, left).collect(Collectors.toSet());
        return settings.all().stream()
                .filter(version -> !kept.contains(version) && version.origin().cause() != Cause.INSTALL)
                .map(version -> version.tenantId() + " " + version.origin().cause())
                .collect(Collectors.toSet());
    }

    /** What counts in a tenant, sensitive values in plain. */
    Map<String, Object> set(Installation installation) {
        return new TreeMap<>(settingsVault.open(
                settingsVault.find(installation.tenantId(), installation.moduleName(), installation.settingsId())));
    }

    private Map<String, Object> set(Retained left) {
        return new TreeMap<>(settingsVault.open(settingsVault.find(left.tenantId(), left.module(), left.settingsId())));
    }

    Seen look() {
        return new Seen(
                store.all().stream()
                        .map(found -> found.tenantId() + " " + found.moduleName() + " " + found.version() + " "
                                + found.desiredState())
                        .collect(Collectors.toSet()),
                files(),
                routes.all().stream()
                        .map(route -> route.prefix() + " " + route.version())
                        .collect(Collectors.toSet()),
                revisions.loaded().stream()
                        .filter(revision -> !activation
                                .warmArtifacts()
                                .contains(revision.artifact().sha256()))
                        .map(revision -> revision.module() + " " + revision.version())
                        .collect(Collectors.toSet()),
                Set.copyOf(vault.keySet()));
    }

    private Set<String> files() {
        try (var listed = Files.list(home.resolve("deploy"))) {
            return listed.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void drop(String name, byte[] content) {
        try {
            var file = Files.write(home.resolve("deploy").resolve(name), content);
            folder.changed(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void drop(Farm farm) {
        drop(farm.file(), farm.jar());
        drop(farm.file() + ".sig", signature(farm));
    }

    /** Deletes a file as a person would; FileInstall tells the folder. */
    void delete(String name) {
        try {
            var file = home.resolve("deploy").resolve(name);
            Files.delete(file);
            folder.changed(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] signature(Farm farm) {
        return (Farm.NAME + " " + farm.version() + " " + farm.sha256()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        reclaiming.close();
        operations.close();
        reconciler.close();
        watch.close();
        updates.close();
        settingsWatch.close();
        stored.close();
        health.close();
        observations.close();
        folder.close();
    }

    private PlatformSettings settings() {
        Map<String, String> values = new HashMap<>();
        values.put("A64_HOME", home.toString());
        values.put("A64_DEPLOY_DIR", home.resolve("deploy").toString());
        values.put("A64_MODE", "production");
        values.put("A64_HTTP_HOST", "127.0.0.1");
        values.put("A64_HTTP_PORT", "0");
        values.put("A64_SAFE_MODE", String.valueOf(safeMode));
        values.put("MONGODB_DB_NAME", "a64");
        if (shared) {
            values.put("MONGODB_URI", "mongodb://the-store-that-nodes-share");
        }
        values.put("MODULE_REGISTRY", "file:/nowhere");
        values.put("LICENSE_MODE", "offline");
        values.put("MAX_MODULES", String.valueOf(maxModules));
        values.put("MAX_MODULE_SIZE_MB", "50");
        values.put("MODULE_INSTALL_TIMEOUT", "60");
        values.put("OPERATION_HISTORY_DAYS", "90");
        values.put("UNINSTALL_UNDO_DAYS", "7");
        values.put("MODULE_START_WATCH", "5");
        values.put("MODULE_UPDATE_WATCH", String.valueOf(watchSeconds));
        values.put("LICENSE_ENCRYPTION_KEY", "0123456789-0123456789-0123456789");
        return PlatformSettings.from(values);
    }

    /** Believes what the text of a signature says, if it is about these bytes. */
    private Trust trust() {
        return (Trust) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Trust.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "verifyArtifact" -> verify((byte[]) arguments[0], (String) arguments[1], (Long) arguments[2]);
                    case "verifyCatalog" -> catalog();
                    case "doubt" -> doubt;
                    case "rootVersion" -> OptionalLong.of(1);
                    case "check" -> requireFloor((String) arguments[0], (String) arguments[1]);
                    case "admit" -> {
                        requireFloor((String) arguments[0], (String) arguments[1]);
                        yield floors.put((String) arguments[0], (String) arguments[1]);
                    }
                    case "floor" -> Optional.ofNullable(floors.get(arguments[0]));
                    case "lowerFloor" -> floors.put((String) arguments[0], (String) arguments[1]);
                    case "registryOf" -> Optional.empty();
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private String requireFloor(String module, String version) {
        var floor = floors.getOrDefault(module, version);
        if (Version.parse(version).compareTo(Version.parse(floor)) < 0) {
            throw new ProblemException(ErrorCode.VERSION_TOO_OLD, "It is older than " + floor);
        }
        return floor;
    }

    private static ArtifactStatement verify(byte[] envelope, String sha256, long length) {
        var said = new String(envelope, StandardCharsets.UTF_8).split(" ");
        if (!said[2].equals(sha256)) {
            throw new ProblemException(ErrorCode.DIGEST_MISMATCH, "The signature is about other bytes.");
        }
        return new ArtifactStatement(said[0], said[1], sha256, length, "publisher", Instant.EPOCH);
    }

    private Catalog catalog() {
        var releases = registry.values().stream().map(NodeWorld::release).toList();
        var latest = releases.get(releases.size() - 1).version();
        var entry = new Catalog.Entry(Farm.NAME, "Farm", "Farms.", "", "publisher", latest, releases);
        List<Catalog.Entry> entries = new ArrayList<>(Made.entries(others.values()));
        entries.add(entry);
        return new Catalog(1, Instant.EPOCH, Instant.MAX, "test", entries);
    }

    @SuppressWarnings("unchecked")
    private static Catalog.Release release(Farm farm) {
        try {
            var descriptor = new ObjectMapper().readValue(farm.descriptor(), Map.class);
            return new Catalog.Release(farm.version(), farm.sha256(), farm.jar().length, descriptor, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A registry of files. */
    private final class Registry implements RegistryClient {
        @Override
        public String name() {
            return RegistryDefinition.DEFAULT;
        }

        @Override
        public byte[] timestamp() {
            return new byte[0];
        }

        @Override
        public byte[] catalog() {
            atCatalog.run();
            return new byte[0];
        }

        @Override
        public Optional<byte[]> root(long version) {
            return Optional.empty();
        }

        @Override
        public byte[] signature(String name, String version) {
            return name.equals(Farm.NAME)
                    ? NodeWorld.signature(registry.get(version))
                    : others.get(name + " " + version).signature();
        }

        @Override
        public Path artifact(String name, String version, String sha256, long length) {
            atFetch.run();
            try {
                return Files.write(
                        home.resolve("cache").resolve(sha256),
                        name.equals(Farm.NAME)
                                ? registry.get(version).jar()
                                : others.get(name + " " + version).jar());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void discard(Path artifact) {
            try {
                Files.deleteIfExists(artifact);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Grants the one license it knows. */
    private final class Licenses implements LicenseService {
        @Override
        public LicenseDecision decide(String license, LicenseSubject subject) {
            return license.equals(LICENSE)
                    ? granted()
                    : new LicenseDecision.Refused(LicenseDecision.Reason.MALFORMED, "Get another.");
        }

        @Override
        public LicenseDecision current(LicenseSubject subject) {
            licensingFails.ifPresent(failure -> {
                throw failure;
            });
            return decisions.containsKey(subject.tenantId()) ? decisions.get(subject.tenantId()) : fromVault(subject);
        }

        private LicenseDecision fromVault(LicenseSubject subject) {
            return vault.containsKey(key(subject.tenantId(), subject.module()))
                    ? granted()
                    : new LicenseDecision.Refused(LicenseDecision.Reason.MISSING, "Get one.");
        }

        @Override
        public LicenseDecision.Granted keep(String license, LicenseSubject subject) {
            vault.put(key(subject.tenantId(), subject.module()), license);
            return granted();
        }

        @Override
        public LicenseDecision.Granted renew(String license, LicenseSubject subject) {
            return keep(license, subject);
        }

        @Override
        public List<OnlineLicense> online(LicenseSubject subject) {
            return List.of();
        }

        @Override
        public Resealed sealAnew() {
            return new Resealed(0, vault.size(), 0);
        }

        @Override
        public void forget(String tenantId, String module) {
            vault.remove(key(tenantId, module));
        }

        private static String key(String tenantId, String module) {
            return tenantId + " " + module;
        }

        private static LicenseDecision.Granted granted() {
            return new LicenseDecision.Granted(
                    "issuer",
                    "1",
                    "subscription",
                    Optional.empty(),
                    Set.of(),
                    OptionalInt.empty(),
                    "",
                    Optional.empty());
        }
    }

    /** Other modules in whose way a change is, in place of a framework that knows. */
    static final class Radius implements BlastRadius {
        volatile List<String> arriving = List.of();
        volatile List<String> replacing = List.of();
        volatile List<String> removing = List.of();

        @Override
        public List<String> ofArriving(VerifiedArtifact next) {
            return arriving;
        }

        @Override
        public List<String> ofReplacing(Revision next) {
            return replacing;
        }

        @Override
        public List<String> ofRemoving(String module) {
            return removing;
        }
    }

    private final class Data implements ModuleData {
        @Override
        public ModuleDatabase open(String tenantDatabase, String module, List<String> collections, Room room) {
            return name -> {
                throw new UnsupportedOperationException("These modules have no hooks that would ask for data");
            };
        }

        @Override
        public void drop(String tenantDatabase, String module) {
            databases.collections(tenantDatabase).stream()
                    .filter(name -> name.startsWith(module + "."))
                    .forEach(name -> databases.drop(tenantDatabase, name));
        }

        @Override
        public Map<String, Long> documents(String tenantDatabase) {
            throw new UnsupportedOperationException("No tenant here has a limit of documents");
        }
    }
}
