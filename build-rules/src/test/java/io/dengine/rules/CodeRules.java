package io.dengine.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.util.random.RandomGenerator;

/** The rules about compiled classes, each for a package so that it can be shown to fail on another. */
final class CodeRules {
    private static final String GENERATED = "io.dengine.wire..";

    private CodeRules() {}

    /** The core is a pure function: it reaches nothing but plain values. */
    static ArchRule reachesOnlyPlainValues(String root) {
        DescribedPredicate<JavaClass> plain = resideInAnyPackage(
                        root + "..",
                        "io.dengine.bytes..",
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.util",
                        "org.jspecify..")
                .and(not(unpredictable()));
        // Arrays and primitives have no package of their own.
        DescribedPredicate<JavaClass> allowed = plain.or(
                DescribedPredicate.describe("are arrays or primitives", type -> type.isArray() || type.isPrimitive()));
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .onlyDependOnClassesThat(allowed)
                .because("a protocol that reads clocks, threads, disks or chance cannot be replayed from a seed");
    }

    private static DescribedPredicate<JavaClass> unpredictable() {
        return DescribedPredicate.describe(
                "are sources of chance, of threads or of boxed absence", type -> switch (type.getName()) {
                    case "java.util.Random",
                            "java.util.UUID",
                            "java.util.Timer",
                            "java.util.Optional",
                            "java.util.OptionalInt",
                            "java.util.OptionalLong",
                            "java.lang.Thread",
                            "java.lang.ThreadLocal",
                            "java.lang.Process",
                            "java.lang.ProcessBuilder",
                            "java.lang.Runtime" -> true;
                    default -> false;
                });
    }

    static ArchRule readsNoClock(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time arrives with each event");
    }

    static ArchRule sharesNothingBetweenThreads(String root) {
        return noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .should()
                .haveModifier(JavaModifier.VOLATILE)
                .because("one thread owns the core")
                .allowEmptyShould(true);
    }

    static ArchRule drawsWhatEveryRuntimeHas(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .callMethod(RandomGenerator.class, "of", String.class)
                .orShould()
                .dependOnClassesThat(resideInAPackage("java.util.random")
                        .and(DescribedPredicate.describe(
                                "are factories", type -> type.getSimpleName().equals("RandomGeneratorFactory"))))
                .because("before Java 23 these generators lie in a module that a JRE may lack, and then they throw");
    }

    static ArchRule usesNoStreams(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.stream..")
                        .or(DescribedPredicate.describe(
                                "are Optional", type -> type.getName().startsWith("java.util.Optional"))))
                .because("this code runs for each entry")
                .allowEmptyShould(true);
    }

    static ArchRule hasClearNames(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(GENERATED)
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameStartingWith("Default")
                .because("such a name says nothing about what the class does");
    }

    static ArchRule hasMethodsOfOnePurpose(String root) {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages(GENERATED)
                .should()
                .haveNameMatching("(?!compareAndSwap)[a-z][A-Za-z0-9]*[a-z0-9]And[A-Z][A-Za-z0-9]*")
                .because("a method with an And in its name does two things");
    }

    static ArchRule hasNoDoorsForTests(String root) {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .should()
                .haveNameMatching(".*ForTests?(ing)?")
                .orShould()
                .beAnnotatedWith(DescribedPredicate.describe(
                        "@VisibleForTesting",
                        annotation -> annotation.getRawType().getSimpleName().equals("VisibleForTesting")))
                .because("a test uses what everybody uses");
    }

    /** A signature that users see names only types of packages that are exported to them. */
    static ArchRule showsOnlyExportedTypes(String root, String... exported) {
        DescribedPredicate<JavaClass> hidden = resideInAPackage("io.dengine..").and(not(resideInAnyPackage(exported)));
        return noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(hidden)
                .orShould()
                .haveRawParameterTypes(DescribedPredicate.describe(
                        "with a type that users do not see",
                        types -> types.stream().anyMatch(hidden)))
                .because("a signature that names an internal type makes it public");
    }

    /** Only {@code packages} may use what lives in {@code libraries}. */
    static ArchRule keepsLibraries(String[] packages, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .because("what arrives over the wire is turned into our own values at the border");
    }

    /** Classes of {@code from} use nothing of {@code to}. */
    static ArchRule staysApart(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .because("dependencies point from the program to the core, and adapters do not know each other")
                .allowEmptyShould(true);
    }

    /**
     * Directories of data are created in one place, which makes their names durable. Only the tables of RocksDB need
     * not outlive a power failure, because the node builds them again.
     */
    static ArchRule createsDirectoriesDurably(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .and()
                .doNotHaveSimpleName("Directories")
                .and()
                .doNotHaveSimpleName("RocksTables")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "it creates a directory",
                        call -> call.getTargetOwner().isEquivalentTo(Files.class)
                                && call.getName().startsWith("createDirector")))
                .because("a power failure may remove a directory whose name was not forced");
    }

    /** Files get their names in one place, which makes the content durable before the name. */
    static ArchRule publishesFilesDurably(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .and()
                .doNotHaveSimpleName("DurableFile")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "it renames a file",
                        call -> call.getTargetOwner().isEquivalentTo(Files.class)
                                && call.getName().equals("move")))
                .because("a power failure may leave a name without the content, or the content without the name");
    }

    static ArchRule hasNoCycles(String pattern) {
        return slices().matching(pattern).should().beFreeOfCycles();
    }
}
