package com.a64platform.core.rest.auth;

import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.PASSWORD;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.identity.Tokens;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenants;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AuthResourceTest {
    private final ObjectMapper json = new ObjectMapper();
    private final IdentityFixture identity = new IdentityFixture();
    private final Tenants tenants = new Tenants(new InMemoryTenantRepository(), identity.audit);
    private final AuthResource resource = new AuthResource(identity.signIn, identity.users, tenants);

    @Test
    void answersTokensThatNobodyKeeps() throws IOException {
        identity.user("anna", "default", Caller.USER);

        var answer = login("{\"email\":\"anna@example.org\",\"password\":\"" + PASSWORD + "\"}");

        assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(json.valueToTree(answer.getEntity()).properties())
                .extracting(member -> member.getKey())
                .containsExactly("accessToken", "refreshToken", "expiresIn", "tokenType");
    }

    @Test
    void takesTheSpellingsOfOldClients() throws IOException {
        identity.user("anna", "default", Caller.USER);
        var tokens = (Tokens)
                login("{\"email\":\"anna@example.org\",\"password\":\"" + PASSWORD + "\",\"tenant_id\":\"default\"}")
                        .getEntity();

        var refresh =
                json.readValue("{\"refresh_token\":\"" + tokens.refreshToken() + "\"}", AuthRequests.Refresh.class);
        assertThat(resource.refresh(refresh, HOME).getStatus()).isEqualTo(200);
    }

    @Test
    void saysWhoTheCallerIs() {
        var anna = identity.caller("anna", "default", Caller.TENANT_ADMIN);

        var me = resource.me(anna);

        assertThat(me.email()).isEqualTo("anna@example.org");
        assertThat(me.tenantId()).isEqualTo("default");
        assertThat(me.tenants()).containsExactly(new Me.Member("default", "tenant_admin"));
    }

    @Test
    void aSuperAdminSwitchesOnlyToATenantThatExists() {
        var root = identity.signedIn("root", "default", Caller.SUPER_ADMIN);
        var acme = tenants.create(Actor.SYSTEM, "Acme").id();

        assertThat(resource.switchTenant(new AuthRequests.Switch(acme), root, HOME)
                        .getStatus())
                .isEqualTo(200);
        refused(ErrorCode.NOT_FOUND, () -> resource.switchTenant(new AuthRequests.Switch("no-such"), root, HOME));
        tenants.close(Actor.SYSTEM, acme);
        refused(ErrorCode.CONFLICT, () -> resource.switchTenant(new AuthRequests.Switch(acme), root, HOME));
        refused(ErrorCode.VALIDATION_FAILED, () -> resource.switchTenant(new AuthRequests.Switch(null), root, HOME));
    }

    @Test
    void changesThePasswordAndLogsOut() {
        var anna = identity.caller("anna", "default", Caller.USER);

        var change = new AuthRequests.Password(PASSWORD, "a new long password");
        var tokens = (Tokens) resource.password(change, anna, HOME).getEntity();
        resource.logout(null, anna, HOME);

        refused(ErrorCode.UNAUTHENTICATED, () -> identity.accessTokens.authenticate(tokens.accessToken()));
    }

    @Test
    void refusesABodyThatIsNone() {
        refused(ErrorCode.MALFORMED_REQUEST, () -> resource.login(null, HOME));
        refused(ErrorCode.MALFORMED_REQUEST, () -> resource.refresh(null, HOME));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> resource.login(new AuthRequests.Login(null, null, null), HOME));
        refused(ErrorCode.UNAUTHENTICATED, () -> resource.refresh(new AuthRequests.Refresh(null), HOME));
    }

    @Test
    void showsNoSecretInTexts() {
        assertThat(new AuthRequests.Login("a", "secret", "").toString()).doesNotContain("secret");
        assertThat(new AuthRequests.Password("secret", "secret").toString()).doesNotContain("secret");
        assertThat(new AuthRequests.Refresh("secret").toString()).doesNotContain("secret");
    }

    private Response login(String body) throws IOException {
        return resource.login(json.readValue(body, AuthRequests.Login.class), HOME);
    }
}
