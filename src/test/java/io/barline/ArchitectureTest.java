package io.barline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Holds the package table of docs/architecture.md. */
@AnalyzeClasses(packagesOf = Barline.class, importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "io.barline";

  /** Each package, its subpackages included, and the packages of Barline that it may import. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("market", Set.of()),
          Map.entry("exchange", Set.of("market", "book")),
          Map.entry("bridge", Set.of("exchange", "market")),
          Map.entry("feed", Set.of("exchange", "pipeline", "hub", "market")),
          Map.entry("pipeline", Set.of("book", "bar", "quality", "hub", "market")),
          Map.entry("book", Set.of("market")),
          Map.entry("bar", Set.of("market")),
          Map.entry("quality", Set.of("market")),
          Map.entry("history", Set.of("exchange", "pipeline", "bar", "quality", "market")),
          Map.entry("wire", Set.of("market")),
          Map.entry("hub", Set.of("wire", "market")),
          Map.entry("subscription", Set.of("feed", "history", "access", "hub", "wire", "market")),
          Map.entry("access", Set.of("market")),
          Map.entry("stream", Set.of("subscription", "access", "hub", "wire", "market")),
          Map.entry(
              "api",
              Set.of("subscription", "access", "history", "quality", "hub", "wire", "market")),
          Map.entry("simulator", Set.of("market")));

  @ArchTest
  static final ArchRule everyClassLivesInAPackageOfTheTable =
      classes()
          .should()
          .resideInAnyPackage(
              Stream.concat(Stream.of(ROOT), MAY_IMPORT.keySet().stream().map(p -> below(p)))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesImportOnlyWhatTheTableAllows =
      CompositeArchRule.of(
              MAY_IMPORT.entrySet().stream()
                  .map(e -> keepsToTheTable(e.getKey(), e.getValue()))
                  .toList())
          .as("packages should import only what the table allows");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theVocabularyIsPlainJava =
      classes()
          .that()
          .resideInAPackage(below("market"))
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify.annotations", below("market"));

  @ArchTest
  static final ArchRule onlyTheRootNamesAnExchange =
      noClasses()
          .that(not(resideInAnyPackage(ROOT, ROOT + ".exchange.*..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".exchange.*..");

  @ArchTest
  static final ArchRule exchangesDoNotKnowEachOther =
      slices()
          .matching(ROOT + ".exchange.(*)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule exchangesOpenNoSocketReadNoClockAndTouchNoMeter =
      noClasses()
          .that()
          .resideInAPackage(below("exchange"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.netty..",
                      "reactor..",
                      "java.net.http..",
                      "org.springframework.web..",
                      "io.micrometer..")
                  .or(JavaClass.Predicates.type(Clock.class))
                  .or(JavaClass.Predicates.assignableTo(java.net.Socket.class)));

  @ArchTest
  static final ArchRule reactorStaysAtTheEdges =
      noClasses()
          .that()
          .resideInAnyPackage(
              belowAll("market", "exchange", "pipeline", "book", "bar", "quality", "wire", "hub"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("reactor..", "org.reactivestreams..");

  @ArchTest
  static final ArchRule packagesAreNamedForFeatures =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..common..", "..impl..", "..service..", "..helper..", "..dto..");

  private static ArchRule keepsToTheTable(String name, Set<String> mayImport) {
    String[] allowed =
        Stream.concat(Stream.of(name), mayImport.stream())
            .map(p -> below(p))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(below(name))
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(not(resideInAnyPackage(allowed)))
                .as("belong to Barline and are not in " + name + " or " + mayImport))
        .allowEmptyShould(true);
  }

  private static String below(String name) {
    return ROOT + "." + name + "..";
  }

  private static String[] belowAll(String... names) {
    return Arrays.stream(names).map(name -> below(name)).toArray(String[]::new);
  }
}
