package com.a64platform.core.descriptors;

import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A JSON Schema, draft 2020-12, that names every fault of a document at once. Thread-safe. */
public final class SchemaCheck {
    /** Keywords that complain about the object; the member they mean is the better pointer. */
    private static final Set<String> ABOUT_A_MEMBER = Set.of("required", "additionalProperties");

    private final JsonSchema schema;

    /** @param schema a document that is itself a valid schema */
    public SchemaCheck(JsonNode schema) {
        var config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .regularExpressionFactory(SchemaCheck::expression)
                .build();
        this.schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema, config);
    }

    /** Every fault with its JSON pointer; none when the document satisfies the schema. */
    public List<FieldError> faults(JsonNode document) {
        return schema.validate(document).stream()
                .map(SchemaCheck::fault)
                .distinct()
                .toList();
    }

    private static FieldError fault(ValidationMessage message) {
        String pointer = message.getInstanceLocation().toString();
        if (!ABOUT_A_MEMBER.contains(message.getType())) {
            return new FieldError(pointer, detail(message));
        }
        String what = message.getType().equals("required") ? "is missing" : "is not a member that is known here";
        return new FieldError(pointer + "/" + Pointers.escape(message.getProperty()), what);
    }

    /** The library's sentence, which starts with the pointer that the fault names already. */
    private static String detail(ValidationMessage message) {
        String prefix = message.getInstanceLocation() + ": ";
        String text = message.getMessage();
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    /** In a schema {@code $} is the very end of a text; for Java it also stands before a line break at the end. */
    private static RegularExpression expression(String regex) {
        String exact = regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex;
        Pattern pattern = Pattern.compile(exact);
        return text -> pattern.matcher(text).find();
    }
}
