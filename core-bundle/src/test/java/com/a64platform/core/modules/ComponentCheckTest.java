package com.a64platform.core.modules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComponentCheckTest {
    @Test
    void saysWhatTheModuleThrewAndNotWhoWrappedIt() {
        assertThat(ComponentCheck.rootCause("java.lang.reflect.InvocationTargetException\n\tat a.B.c\n"
                        + "Caused by: java.lang.RuntimeException: outer\n\tat a.B.c\n"
                        + "Caused by: java.io.IOException: no water\n\t... 3 more\n"))
                .isEqualTo("java.io.IOException: no water");
        assertThat(ComponentCheck.rootCause("java.lang.Error: alone\n\tat a.B.c\n"))
                .isEqualTo("java.lang.Error: alone");
        assertThat(ComponentCheck.rootCause("")).isEmpty();
    }
}
