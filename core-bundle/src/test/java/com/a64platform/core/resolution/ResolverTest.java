package com.a64platform.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.versions.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private final Modules modules = new Modules();

    @Test
    void bringsWhatIsMissingBeforeWhatNeedsIt() {
        modules.want("inventory", "2.0.0")
                .offer("inventory 2.0.0", "farm-manager ^2.0.0", "animal-manager ^1.0.0")
                .offer("animal-manager 1.3.0", "farm-manager >=1.0.0")
                .offer("farm-manager 1.0.0")
                .offer("farm-manager 2.0.0")
                .offer("farm-manager 2.1.0");

        assertThat(modules.answer()).isEqualTo("farm-manager 2.1.0, animal-manager 1.3.0, inventory 2.0.0");
    }

    @Test
    void prefersWhatIsInstalledToWhatIsNewer() {
        modules.want("inventory", "*")
                .have("farm-manager 1.0.0")
                .offer("inventory 1.0.0", "farm-manager >=1.0.0")
                .offer("farm-manager 1.9.0");

        assertThat(modules.answer()).isEqualTo("inventory 1.0.0");
    }

    @Test
    void prefersAnOlderVersionOfWhatComesToAChangeOfWhatIsInstalled() {
        modules.want("inventory", "*")
                .have("farm-manager 1.0.0")
                .offer("inventory 1.0.0", "stock >=1.0.0")
                .offer("stock 1.0.0", "farm-manager ^1.0.0")
                .offer("stock 2.0.0", "farm-manager ^2.0.0")
                .offer("farm-manager 2.0.0");

        assertThat(modules.answer()).isEqualTo("stock 1.0.0, inventory 1.0.0");
    }

    @Test
    void updatesWhatIsInstalledWhenNothingElseHelps() {
        modules.want("inventory", "2.0.0")
                .have("farm-manager 1.0.0")
                .have("animal-manager 1.3.0", "farm-manager ^1.0.0")
                .offer("inventory 2.0.0", "farm-manager ^2.0.0")
                .offer("farm-manager 2.0.0")
                .offer("animal-manager 1.4.0", "farm-manager ^1.0.0 || ^2.0.0");

        assertThat(modules.answer()).isEqualTo("animal-manager 1.4.0, farm-manager 2.0.0, inventory 2.0.0");
    }

    @Test
    void saysWhoNeedsWhatWhenThatDoesNotGoTogether() {
        modules.want("inventory", "2.0.0")
                .have("farm-manager 1.0.0")
                .have("animal-manager 1.3.0", "farm-manager ^1.0.0")
                .have("weather 1.0.0")
                .offer("inventory 2.0.0", "farm-manager ^2.0.0")
                .offer("farm-manager 2.0.0");

        assertThat(modules.answer())
                .isEqualTo("inventory 2.0.0 needs farm-manager ^2.0.0, but animal-manager 1.3.0, which is installed,"
                        + " needs farm-manager ^1.0.0; choose another version of inventory, or update or uninstall"
                        + " animal-manager first.");
    }

    @Test
    void namesTheWholeChain() {
        modules.want("shop", "*")
                .have("farm-manager 1.0.0")
                .have("animal-manager 1.3.0", "farm-manager ^1.0.0")
                .offer("shop 1.0.0", "inventory ^2.0.0")
                .offer("inventory 2.0.0", "farm-manager ^2.0.0")
                .offer("farm-manager 2.0.0");

        assertThat(modules.answer())
                .startsWith("shop 1.0.0 needs inventory ^2.0.0, inventory 2.0.0 needs farm-manager ^2.0.0, but"
                        + " animal-manager 1.3.0, which is installed, needs farm-manager ^1.0.0;");
    }

    @Test
    void saysWhatIsNotOnOffer() {
        assertThat(modules.want("inventory", "*")
                        .offer("inventory 1.0.0", "stock ^1.0.0")
                        .answer())
                .isEqualTo("inventory 1.0.0 needs stock ^1.0.0, which is neither installed nor on offer; choose another"
                        + " version of inventory.");
    }

    @Test
    void saysWhichVersionsThereAreWhenNoneFits() {
        assertThat(modules.want("inventory", "*")
                        .have("stock 1.0.0")
                        .offer("inventory 1.0.0", "stock ^2.0.0")
                        .offer("stock 1.5.0")
                        .answer())
                .startsWith("inventory 1.0.0 needs stock ^2.0.0, of which 1.0.0 is installed and 1.5.0 are on offer;");
    }

    @Test
    void saysWhatThePlatformLacks() {
        var tooNew = new Candidate("stock", Version.parse("1.0.0"), Map.of(), "needs Java >=99, this one is 17");

        assertThat(modules.want("inventory", "*")
                        .offer("inventory 1.0.0", "stock ^1.0.0")
                        .offer(tooNew)
                        .answer())
                .startsWith("inventory 1.0.0 needs stock ^1.0.0, but stock 1.0.0 needs Java >=99, this one is 17;");
    }

    @Test
    void refusesACircleOfWhatIsNotThereYet() {
        assertThat(modules.want("hen", "*")
                        .offer("hen 1.0.0", "egg *")
                        .offer("egg 1.0.0", "hen *")
                        .answer())
                .contains("hen 1.0.0")
                .contains("each before it can come itself");
    }

    @Test
    void doesNotLetGoWhatIsNeeded() {
        assertThat(modules.have("farm-manager 1.0.0")
                        .have("animal-manager 1.0.0", "farm-manager *")
                        .drop("farm-manager")
                        .answer())
                .isEqualTo("animal-manager 1.0.0, which is installed, needs farm-manager *, which is to go; update or"
                        + " uninstall animal-manager first.");
    }

    @Test
    void whatIsBrokenAlreadyStandsInNobodysWay() {
        assertThat(modules.have("orphan 1.0.0", "parent ^1.0.0")
                        .want("hello", "*")
                        .offer("hello 1.0.0")
                        .answer())
                .isEqualTo("hello 1.0.0");
    }

    @Test
    void answersAboutAThousandInstalledModules() {
        modules.have("module-0 1.0.0");
        for (int i = 1; i < 1000; i++) {
            modules.have("module-" + i + " 1.0.0", "module-" + i / 2 + " ^1.0.0");
        }
        modules.want("inventory", "*").offer("inventory 1.0.0", "module-999 ^1.0.0");

        assertThat(modules.answer()).isEqualTo("inventory 1.0.0");
    }
}
