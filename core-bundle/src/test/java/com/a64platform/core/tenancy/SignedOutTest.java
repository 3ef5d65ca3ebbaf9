package com.a64platform.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.operations.Workers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignedOutTest {
    private final Workers workers = new Workers();
    private final Doors doors = new Doors(workers);
    private final IdentityFixture identity = new IdentityFixture();
    private final SignedOut signedOut = new SignedOut(identity.sessions, doors);
    private final List<String> cut = new ArrayList<>();

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void aRoleTakenAwayCutsWhatIsOpen() {
        var root = identity.caller("root", "acme", Caller.SUPER_ADMIN);
        var anna = identity.signedIn("anna", "acme", Caller.USER);
        var bob = identity.signedIn("bob", "acme", Caller.USER);
        doors.enter("acme", "farm", new Stream(anna));
        doors.enter("acme", "farm", new Stream(bob));

        identity.users.leave(IdentityFixture.HOME, root, "anna", "acme");
        assertThat(cut).containsExactly("anna");
        assertThat(identity.accessTokens.isOver(anna)).isTrue();
        assertThat(identity.accessTokens.isOver(bob)).isFalse();

        signedOut.close();
        identity.users.leave(IdentityFixture.HOME, root, "bob", "acme");
        assertThat(cut).containsExactly("anna");
    }

    private final class Stream implements Doors.Visit {
        private final Caller caller;

        Stream(Caller caller) {
            this.caller = caller;
        }

        @Override
        public boolean lasting() {
            return true;
        }

        @Override
        public String session() {
            return caller.session();
        }

        @Override
        public void cut() {
            cut.add(caller.id());
        }
    }
}
