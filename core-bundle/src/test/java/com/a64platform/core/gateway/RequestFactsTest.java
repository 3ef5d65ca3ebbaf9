package com.a64platform.core.gateway;

import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.problem.ErrorCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way a query spells it, the tenant it names is seen. */
@Tag("attack")
class RequestFactsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenantId=acme",
                "page=1&tenantId=acme",
                "tenant_id=acme&page=1",
                "tenantId=acme&tenant_id=acme",
                "tenantId=&tenantId=acme",
                "%74enantId=%61cme"
            })
    void findsTheTenant(String query) {
        assertThat(RequestFacts.namedTenant(query)).contains("acme");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"page=1", "tenantId", "tenantId=", "q=tenantId=acme", "&&="})
    void findsNone(String query) {
        assertThat(RequestFacts.namedTenant(query)).isEmpty();
    }

    @Test
    void refusesSeveralAndWhatCannotBeRead() {
        refused(ErrorCode.VALIDATION_FAILED, () -> RequestFacts.namedTenant("tenantId=acme&tenantId=beta"));
        refused(ErrorCode.VALIDATION_FAILED, () -> RequestFacts.namedTenant("tenantId=acme&tenant_id=beta"));
        refused(ErrorCode.MALFORMED_REQUEST, () -> RequestFacts.namedTenant("tenantId=%zz"));
    }
}
