package com.a64platform.core.descriptors;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Reads descriptors, and says everything that is wrong with one at once. Needs no framework. The schema is built when
 * the first document is checked, so that a start without modules does not pay for it. Thread-safe.
 */
@Component(service = DescriptorReader.class)
public final class DescriptorReader {
    /** Where a module carries its descriptor. */
    public static final String PATH = "META-INF/a64/module.json";

    /** The largest descriptor that is read, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private final DescriptorSchema schema = new DescriptorSchema();

    @Activate
    public DescriptorReader() {}

    /** @throws ProblemException INVALID_DESCRIPTOR with every fault and its JSON pointer */
    public ModuleDescriptor read(byte[] json) {
        JsonNode document = DescriptorDocument.parse(json);
        List<FieldError> faults = check(document);
        if (!faults.isEmpty()) {
            throw new ProblemException(ErrorCode.INVALID_DESCRIPTOR, summary(faults), faults);
        }
        return DescriptorMapping.toDescriptor(document);
    }

    /**
     * Reads the descriptor of an artifact that {@link #read} accepted when it was admitted and whose digest has not
     * changed since; spares a start the checks.
     */
    public ModuleDescriptor readAdmitted(byte[] json) {
        return DescriptorMapping.toDescriptor(DescriptorDocument.parse(json));
    }

    /** Every fault of a descriptor; none when {@link #read} would accept it. */
    public List<FieldError> faults(byte[] json) {
        try {
            return check(DescriptorDocument.parse(json));
        } catch (ProblemException unreadable) {
            return List.of(new FieldError("", unreadable.detail()));
        }
    }

    private List<FieldError> check(JsonNode document) {
        List<FieldError> faults = new ArrayList<>(schema.faults(document));
        Set<String> known = faults.stream().map(FieldError::pointer).collect(Collectors.toSet());
        DescriptorChecks.faults(document).stream()
                .filter(fault -> !known.contains(fault.pointer()))
                .forEach(faults::add);
        return List.copyOf(faults);
    }

    private static String summary(List<FieldError> faults) {
        FieldError first = faults.get(0);
        String where = first.pointer().isEmpty() ? "the document" : first.pointer();
        String count = faults.size() == 1 ? "one fault" : faults.size() + " faults, the first";
        return "The module's descriptor has " + count + " at " + where + ": " + first.detail()
                + "; correct it and hand it in again.";
    }
}
