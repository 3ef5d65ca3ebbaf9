package com.a64platform.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.ModuleProblem.FieldError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleProblemTest {
    @Test
    void refusesStatusThatIsNoError() {
        assertThatThrownBy(() -> new ModuleProblem(200, "fine", "Nothing is wrong."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("400 to 599");
    }

    @Test
    void refusesCodeThatCannotEndAUri() {
        assertThatThrownBy(() -> new ModuleProblem(409, "Has Blocks", "Delete them first."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Has Blocks");
    }

    @Test
    void keepsItsFaultsWhenTheListChanges() {
        List<FieldError> faults = new ArrayList<>(List.of(new FieldError("/name", "Give a name.")));
        ModuleProblem problem = ModuleProblem.invalid(faults);
        faults.clear();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("validation-failed");
        assertThat(problem.errors()).containsExactly(new FieldError("/name", "Give a name."));
    }

    @Test
    void losesNothingButItsFaultsWhenSerialized() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(ModuleProblem.notFound("There is no farm f1; list the farms."));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ModuleProblem read = (ModuleProblem) in.readObject();
            assertThat(read.status()).isEqualTo(404);
            assertThat(read.detail()).contains("no farm f1");
            assertThat(read.errors()).isEmpty();
        }
    }
}
