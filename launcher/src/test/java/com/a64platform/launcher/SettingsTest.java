package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final String KEY = "0123456789-0123456789-0123456789";

    @TempDir
    private Path home;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void namesTheHome() {
        environment.put("A64_HOME", home.toString());
        environment.put("LICENSE_ENCRYPTION_KEY", KEY);
    }

    @Test
    void fillsInTheDefaults() {
        var values = new TreeMap<>(load().toProperties());

        assertThat(values)
                .containsEntry("A64_HTTP_HOST", "127.0.0.1")
                .containsEntry("A64_HTTP_PORT", "8000")
                .containsEntry("A64_MODE", "production")
                .containsEntry("A64_SAFE_MODE", "false")
                .containsEntry("A64_STOP_GRACE", "30")
                .containsEntry("A64_DEPLOY_DIR", home.resolve("deploy").toString())
                .containsEntry("TRUSTED_PROXY_HEADER", "X-Forwarded-For")
                .containsEntry("MONGODB_DB_NAME", "a64")
                .containsEntry("LOG_MAX_SIZE_MB", "20")
                .containsEntry("LOG_HISTORY_DAYS", "30")
                .containsEntry("LICENSE_MODE", "offline")
                .containsEntry("MAX_MODULES", "50")
                .containsEntry("MAX_MODULE_SIZE_MB", "50")
                .containsEntry("MODULE_INSTALL_TIMEOUT", "300")
                .containsEntry("OPERATION_HISTORY_DAYS", "90")
                .containsEntry("UNINSTALL_UNDO_DAYS", "7")
                .containsEntry("MODULE_START_WATCH", "5")
                .containsEntry("MODULE_UPDATE_WATCH", "60")
                .doesNotContainKeys("MONGODB_URI", "TRUSTED_PROXIES", "MODULE_REGISTRY", "A64_ADMIN_PASSWORD");
    }

    @Test
    void readsTheFileOfTheHome() throws IOException {
        file("A64_HTTP_PORT = 8123 \nMODULE_REGISTRY=https://registry.example/a64\n");

        assertThat(load().port()).isEqualTo(8123);
        assertThat(load().get("MODULE_REGISTRY")).isEqualTo("https://registry.example/a64");
    }

    @Test
    void lettingTheEnvironmentWinOverTheFileAndAnOptionOverBoth() throws IOException {
        file("A64_HTTP_PORT=8123\n");
        environment.put("A64_HTTP_PORT", "8124");

        assertThat(load().port()).isEqualTo(8124);
        assertThat(load("--port", "8125").port()).isEqualTo(8125);
    }

    @Test
    void lettingTheFileWinOverTheCallersDefault() throws IOException {
        file("A64_MODE=production\n");

        assertThat(load("--default", "A64_MODE=development").development()).isFalse();
    }

    @Test
    void takesAnEmptyVariableAsNotSet() {
        environment.put("MONGODB_URI", "");
        environment.put("A64_HTTP_PORT", " ");

        assertThat(load().get("MONGODB_URI")).isNull();
        assertThat(load().port()).isEqualTo(8000);
    }

    @Test
    void takesAddressesAndRangesOfProxies() {
        environment.put("TRUSTED_PROXIES", "127.0.0.1, ::1,10.0.0.0/8,2001:db8::/32");

        assertThat(load().get("TRUSTED_PROXIES")).startsWith("127.0.0.1, ::1");
    }

    @Test
    void wantsAllOfHttpsOrNothing() {
        environment.put("HTTPS_PORT", "8443");
        refusal().hasMessageContaining("TLS_CERTIFICATE").hasMessageContaining("all three");
        environment.put("TLS_CERTIFICATE", "/etc/a64/tls.pem");
        refusal().hasMessageContaining("all three");
        environment.put("TLS_KEY", "/etc/a64/tls.key");
        environment.put("A64_HTTP_HOST", "0.0.0.0");
        assertThat(load().url()).isEqualTo("http://127.0.0.1:8000");
        environment.put("HTTPS_PORT", "8000");
        refusal().hasMessageContaining("A64_HTTP_PORT");
    }

    @Test
    void refusesAnUnknownVariableByName() {
        environment.put("A64_HTTP_PROT", "8001");

        refusal().hasMessageContaining("A64_HTTP_PROT").hasMessageContaining("A64_HTTP_PORT");
    }

    @Test
    void leavesAloneWhatCommandsRead() {
        environment.put("A64_KEY_PASSPHRASE", "of a key that signs");

        assertThat(load().toProperties()).doesNotContainKey("A64_KEY_PASSPHRASE");
    }

    @Test
    void refusesAnUnknownKeyOfTheFile() throws IOException {
        file("HTTP_PORT=8001\n");

        refusal().hasMessageContaining("HTTP_PORT").hasMessageContaining("a64.properties");
    }

    @Test
    void refusesTheHomeInsideItsOwnFile() throws IOException {
        file("A64_HOME=/elsewhere\n");

        refusal().hasMessageContaining("--home");
    }

    @ParameterizedTest
    @CsvSource({
        "A64_HTTP_PORT, 0, from 1 to 65535",
        "A64_HTTP_PORT, 70000, from 1 to 65535",
        "A64_HTTP_PORT, eighty, from 1 to 65535",
        "TRUSTED_PROXIES, proxy.example, addresses or ranges",
        "HTTPS_PORT, 0, from 1 to 65535",
        "TRUSTED_PROXIES, dead, addresses or ranges",
        "TRUSTED_PROXIES, 10.0.0.0/33, addresses or ranges",
        "TRUSTED_PROXIES, 10.0.0.01, addresses or ranges",
        "TRUSTED_PROXIES, 10.0.0.256, addresses or ranges",
        "TRUSTED_PROXIES, 10.0.0/8, addresses or ranges",
        "TRUSTED_PROXIES, 2001:db8::/129, addresses or ranges",
        "TRUSTED_PROXIES, '10.0.0.1,', addresses or ranges",
        "TRUSTED_PROXY_HEADER, X-Real-IP, Forwarded",
        "A64_MODE, test, production or development",
        "A64_SAFE_MODE, yes, true or false",
        "A64_STOP_GRACE, 0, whole number",
        "LOG_MAX_SIZE_MB, 0, whole number",
        "LOG_HISTORY_DAYS, ever, whole number",
        "A64_ADMIN_EMAIL, admin, e-mail",
        "MONGODB_DB_NAME, a.b, letters",
        "LICENSE_MODE, none, offline",
        "MAX_MODULES, -1, whole number",
        "MAX_MODULE_SIZE_MB, 99999, whole number",
        "MODULE_INSTALL_TIMEOUT, 1.5, whole number",
    })
    void refusesAValueSayingWhatIsAllowed(String key, String value, String allowed) {
        environment.put(key, value);

        refusal().hasMessageContaining(key + "=" + value).hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "A64_ADMIN_PASSWORD, hunter2",
        "LICENSE_ENCRYPTION_KEY, short-secret",
        "MONGODB_URI, x:pass@host",
        "MODULE_REGISTRY, http://registry.example",
        "MODULE_REGISTRY, ftp://registry.example",
        "MODULE_REGISTRY, https://user:s3cret@registry.example",
        "MODULE_REGISTRY_CREDENTIALS, bearer s3cret",
        "MODULE_REGISTRY_PROXY, http://user:s3cret@proxy:3128",
        "MODULE_REGISTRY_PROXY_CREDENTIALS, user:s3cret",
    })
    void neverRepeatsASecret(String key, String value) {
        environment.put(key, value);

        assertThatThrownBy(this::load)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(key)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(value));
    }

    @Test
    void wantsAnEncryptionKeyOfOnesOwnInProduction() {
        environment.remove("LICENSE_ENCRYPTION_KEY");
        refusal().hasMessageContaining("LICENSE_ENCRYPTION_KEY is missing");

        environment.put("LICENSE_ENCRYPTION_KEY", Settings.EXAMPLE_KEY);
        refusal().hasMessageContaining("the example's");
    }

    @Test
    void acceptsSpelledLicensesInDevelopmentOnly() {
        environment.put("LICENSE_MODE", "format");
        refusal().hasMessageContaining("LICENSE_MODE=format");

        environment.put("A64_MODE", "development");
        assertThat(load().get("LICENSE_MODE")).isEqualTo("format");
    }

    @Test
    void refusesOnlineLicensesWithoutALicenseServer() {
        environment.put("LICENSE_MODE", "online");
        refusal().hasMessageContaining("LICENSE_MODE=online asks a license server: set LICENSE_SERVER");

        environment.put("A64_MODE", "development");
        refusal().hasMessageContaining("LICENSE_MODE=online asks a license server: set LICENSE_SERVER");
    }

    @Test
    void keepsDevelopmentOnThisMachine() {
        environment.put("A64_MODE", "development");
        environment.put("A64_HTTP_HOST", "0.0.0.0");

        refusal().hasMessageContaining("A64_HTTP_HOST=0.0.0.0").hasMessageContaining("development");
    }

    @Test
    void writesAnIpv6HostAsAUrl() {
        environment.put("A64_HTTP_HOST", "::1");

        assertThat(load().url()).isEqualTo("http://[::1]:8000");
    }

    @Test
    void refusesAnUnknownOption() {
        assertThatThrownBy(() -> load("--prot", "1")).hasMessageContaining("--prot");
        assertThatThrownBy(() -> load("--port")).hasMessageContaining("needs a value");
    }

    private void file(String text) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/a64.properties"), text);
    }

    private Settings load(String... words) {
        return Settings.load(environment, Arguments.parse(words));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusal() {
        return assertThatThrownBy(this::load).isInstanceOfSatisfying(StartRefused.class, e -> assertThat(e.exitCode())
                .isEqualTo(2));
    }
}
