package com.a64platform.core.cli.developing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModuleCompilerTest {
    private final ModuleCompiler compiler = new ModuleCompiler(List.of(), "17");
    private final Map<Path, byte[]> sources = new TreeMap<>();

    @AfterEach
    void close() {
        compiler.close();
    }

    @Test
    void compilesOnlyWhatChangedWhileOthersCannotTell() {
        source("Price", "class Price { int of(String what) { return what.length(); } }");
        source("Shop", "class Shop { int total() { return new Price().of(\"tea\"); } }");
        assertThat(compile().compiled()).isEqualTo(2);

        source(
                "Price",
                "class Price { int of(String what) { return twice(what.length()); }"
                        + " private static int twice(int n) { Runnable r = () -> {}; r.run(); return 2 * n; } }");

        assertThat(compile().compiled()).isEqualTo(1);
        assertThat(compile().compiled()).isZero();
    }

    @Test
    void compilesEverythingWhenOthersSeeTheChange() {
        source("Price", "class Price { int of(String what) { return 1; } }");
        source("Shop", "class Shop { Number total() { return new Price().of(\"tea\"); } }");
        var before = compile().classes().files().get("shop.Shop");

        source("Price", "class Price { long of(String what) { return 1; } }");

        var after = compile();
        assertThat(after.compiled()).isEqualTo(2);
        assertThat(after.classes().files().get("shop.Shop")).isNotEqualTo(before);
    }

    @Test
    void copiesAChangedConstantIntoThoseThatUseIt() {
        source("Price", "class Price { static final String TEA = \"one\"; }");
        source("Shop", "class Shop { String tea() { return Price.TEA; } }");
        compile();

        source("Price", "class Price { static final String TEA = \"two\"; }");

        assertThat(text(compile(), "shop.Shop")).contains("two").doesNotContain("one");
    }

    @Test
    void seesThatAnotherSourceNoLongerCompiles() {
        source("Price", "class Price { int of() { return 1; } }");
        source("Shop", "class Shop { int total() { return new Price().of(); } }");
        compile();

        source("Price", "class Price { int costs() { return 1; } }");

        var outcome = compile();
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.messages()).singleElement().asString().startsWith("/module/shop/Shop.java:2: error: ");
    }

    @Test
    void forgetsTheClassesOfAnErasedSourceAndOfAnErasedNestedClass() {
        source("Price", "class Price { static class Tea {} }");
        source("Shop", "class Shop { Object tea() { return new Price.Tea(); } }");
        compile();

        source("Price", "class Price { }");
        assertThat(compile().succeeded()).isFalse();

        sources.remove(path("Shop"));
        assertThat(compile().classes().files()).containsOnlyKeys("shop.Price");
    }

    @Test
    void givesAnAppearingSourceItsMeaningEverywhere() {
        source("Shop", "import java.util.*; class Shop { Object list() { return new ArrayList(); } }");
        compile();

        source("ArrayList", "class ArrayList { }");

        assertThat(text(compile(), "shop.Shop")).contains("shop/ArrayList").doesNotContain("java/util/ArrayList");
    }

    @Test
    void remembersWhatChangedBeforeAnErrorWasMended() {
        source("Price", "class Price { int of() { return 1; } }");
        source("Shop", "class Shop { int total() { return new Price().of(); } }");
        compile();

        source("Price", "class Price { long of() { return 1; } }");
        source("Shop", "class Shop { int total() { return new Price( } }");
        assertThat(compile().succeeded()).isFalse();
        source("Shop", "class Shop { int total() { return (int) new Price().of(); } }");

        var outcome = compile();
        assertThat(outcome.succeeded()).isTrue();
        assertThat(text(outcome, "shop.Price")).contains("()J");
    }

    @Test
    void namesFileAndLineOfAnError() {
        source("Shop", "class Shop {\n    int total() { return nothing; }\n}");

        assertThat(compile().messages())
                .singleElement()
                .asString()
                .startsWith("/module/shop/Shop.java:3: error: cannot find symbol");
    }

    private ModuleCompiler.Outcome compile() {
        return compiler.compile(sources);
    }

    private void source(String name, String text) {
        sources.put(path(name), ("package shop;\n" + text).getBytes(StandardCharsets.UTF_8));
    }

    private static Path path(String name) {
        return Path.of("/module/shop/" + name + ".java");
    }

    private static String text(ModuleCompiler.Outcome outcome, String type) {
        return new String(outcome.classes().files().get(type), StandardCharsets.ISO_8859_1);
    }
}
