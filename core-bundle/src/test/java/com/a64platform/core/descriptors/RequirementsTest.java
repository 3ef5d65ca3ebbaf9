package com.a64platform.core.descriptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.versions.Version;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsTest {
    private final Requirements here = new Requirements(Version.parse("1.0.0"), 17);

    @Test
    void letsAModuleWithoutRequirementsPass() {
        assertThatNoException().isThrownBy(() -> here.check(descriptor("\"description\": \"\"")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"dependencies\": {\"platform\": \"^2.0.0\"}|platform ^2.0.0, this one is 1.0.0",
                "\"dependencies\": {\"java\": \">=21\"}|Java >=21, this one is 17",
                "\"isolation\": {\"level\": \"process\"}|isolation level process",
            })
    void namesWhatIsNotThere(String members, String what) {
        assertThatThrownBy(() -> here.check(descriptor(members)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.DEPENDENCY_MISSING))
                .hasMessageContaining(what);
    }

    private static ModuleDescriptor descriptor(String members) {
        String json = "{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\", " + members + "}";
        return new DescriptorReader().read(json.getBytes(StandardCharsets.UTF_8));
    }
}
