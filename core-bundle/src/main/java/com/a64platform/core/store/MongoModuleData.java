package com.a64platform.core.store;

import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.platform.StoreSilence;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Modules' data: the collections {@code module.name} of a tenant's database, and no way to any other. */
@Component(service = ModuleData.class)
public final class MongoModuleData implements ModuleData {
    private static final Pattern MODULE = Pattern.compile("[a-z][a-z0-9-]{2,49}");
    private static final Pattern COLLECTION = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    private final Store store;
    private final StoreSilence silence;

    @Activate
    public MongoModuleData(@Reference Store store, @Reference StoreSilence silence) {
        this.store = store;
        this.silence = silence;
    }

    @Override
    public ModuleDatabase open(String tenantDatabase, String module, List<String> collections, Room room) {
        requireName(MODULE, module);
        collections.forEach(name -> requireName(COLLECTION, name));
        MongoDatabase database = store.tenant(tenantDatabase);
        ModuleExpressions expressions =
                new ModuleExpressions(module, Set.copyOf(collections), database.getCodecRegistry());
        return name -> new MongoModuleCollection(
                database.getCollection(expressions.physical(name)), expressions, silence, room);
    }

    /** Both engines keep the counts: no document is read. */
    @Override
    public Map<String, Long> documents(String tenantDatabase) {
        MongoDatabase database = store.tenant(tenantDatabase);
        return StoreCall.run(() -> database.listCollectionNames().into(new ArrayList<>())).stream()
                .filter(name -> name.contains(".") && !name.startsWith("system."))
                .collect(Collectors.groupingBy(
                        name -> name.substring(0, name.indexOf('.')),
                        Collectors.summingLong(name ->
                                StoreCall.run(() -> database.getCollection(name).estimatedDocumentCount()))));
    }

    @Override
    public void drop(String tenantDatabase, String module) {
        requireName(MODULE, module);
        MongoDatabase database = store.tenant(tenantDatabase);
        List<String> names = StoreCall.run(() -> database.listCollectionNames().into(new ArrayList<>()));
        names.stream()
                .filter(name -> name.startsWith(module + "."))
                .forEach(
                        name -> StoreCall.run(() -> database.getCollection(name).drop()));
    }

    private static void requireName(Pattern form, String name) {
        if (!form.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a name of a module or a collection: " + name);
        }
    }
}
