package com.a64platform.core.reclaiming;

import com.a64platform.core.dumps.SealedBy;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.upkeep.OwnerRequest;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import com.a64platform.core.upkeep.OwnerWork;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code ./a64 data list}: the archives of a module's data. */
@Component(service = OwnerWork.class)
public final class ListArchives implements OwnerWork {
    private static final int MOST_LINES = 200;

    private final DataArchives archives;

    @Activate
    public ListArchives(@Reference DataArchives archives) {
        this.archives = archives;
    }

    @Override
    public String name() {
        return OwnerRequest.DATA_LIST;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        var module = arguments.getOrDefault(RestoreRequest.MODULE, "");
        var lines = archives.ofModule(module).stream()
                .limit(MOST_LINES)
                .map(ListArchives::line)
                .toList();
        return new Answer(0, lines.isEmpty() ? List.of("There is no archive of " + module + ".") : lines);
    }

    private static String line(ArchivedData archive) {
        return archive.id() + "  " + archive.created() + "  tenant " + archive.tenantId() + "  " + archive.version()
                + "  " + archive.documents() + " documents  " + archive.bytes() + " bytes  " + archive.reason()
                + (archive.sealedBy() == SealedBy.THIS ? "" : "  unverified");
    }
}
