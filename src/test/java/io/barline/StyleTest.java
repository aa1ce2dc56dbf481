package io.barline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules of style that can be read off the compiled classes. */
@AnalyzeClasses(packagesOf = Barline.class, importOptions = ImportOption.DoNotIncludeTests.class)
final class StyleTest {
  @ArchTest
  static final ArchRule logicNeverAsksTheSystemClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.barline.market..",
              "io.barline.bar..",
              "io.barline.book..",
              "io.barline.exchange..",
              "io.barline.quality..")
          .should()
          .accessTargetWhere(new ReadsTheSystemClock());

  @ArchTest
  static final ArchRule pricesAndSizesAreNeverFloatingPoint =
      classes()
          .that()
          .resideInAnyPackage("io.barline.market..", "io.barline.bar..", "io.barline.book..")
          .should(new HaveNoFloatingPointMembers());

  @ArchTest
  static final ArchRule namesAreOfTheMarket =
      // A record may be called Data where its enclosing type says whose: Inbound.Data.
      noClasses()
          .should(
              new ArchCondition<>("be named for nothing in the market") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  String name = type.getSimpleName();
                  boolean vague =
                      name.matches(".*(Manager|Helper|Impl|Info)|.*Util.*|.+Data")
                          && !name.equals("ExchangeInfo"); // Binance's own name of its resource
                  events.add(
                      new SimpleConditionEvent(type, vague, type.getName() + " is a vague name"));
                }
              });

  @ArchTest
  static final ArchRule optionalIsForAnswersNotForFields =
      fields().should().notHaveRawType(Optional.class);

  @ArchTest
  static final ArchRule noMethodIsUnsupported =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(UnsupportedOperationException.class);

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              new ArchCondition<>("live in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                  String message = "package-info of " + type.getPackageName() + " for " + type;
                  events.add(new SimpleConditionEvent(type, marked, message));
                }
              });

  /** Any way to the system clock, rather than a time given as an argument or a given Clock. */
  private static final class ReadsTheSystemClock extends DescribedPredicate<JavaAccess<?>> {
    private static final Set<String> HARMLESS =
        Set.of("instant", "millis", "getZone", "withZone", "fixed", "offset");

    ReadsTheSystemClock() {
      super("the system clock is read");
    }

    @Override
    public boolean test(JavaAccess<?> access) {
      return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
          && switch (target.getOwner().getName()) {
            case "java.lang.System" ->
                Set.of("currentTimeMillis", "nanoTime").contains(target.getName());
            case "java.time.Clock" -> !HARMLESS.contains(target.getName());
            case String owner -> owner.startsWith("java.time.") && isNowWithoutClock(target);
          };
    }

    private static boolean isNowWithoutClock(AccessTarget.CodeUnitAccessTarget target) {
      return target.getName().equals("now")
          && target.getRawParameterTypes().stream().noneMatch(t -> t.isEquivalentTo(Clock.class));
    }
  }

  /** Fields, parameters and results of double, float, their boxes or arrays of them. */
  private static final class HaveNoFloatingPointMembers extends ArchCondition<JavaClass> {
    private static final Set<String> FLOATING =
        Set.of("double", "float", "java.lang.Double", "java.lang.Float");

    HaveNoFloatingPointMembers() {
      super("have no floating-point fields, parameters or results");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      for (JavaField field : type.getFields()) {
        report(field.getFullName(), List.of(field.getRawType()), type, events);
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        report(unit.getFullName(), unit.getRawParameterTypes(), type, events);
        report(unit.getFullName(), List.of(unit.getRawReturnType()), type, events);
      }
    }

    private static void report(
        String member, List<JavaClass> types, JavaClass owner, ConditionEvents events) {
      boolean floating =
          types.stream().anyMatch(t -> FLOATING.contains(t.getBaseComponentType().getName()));
      events.add(new SimpleConditionEvent(owner, !floating, member + " uses " + types));
    }
  }
}
