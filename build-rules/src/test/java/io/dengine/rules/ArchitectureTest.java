package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The drawing in docs/architecture.md, and the purity of the core. */
class ArchitectureTest {
    private static final String FIXTURE = "io.dengine.rules.fixture.core";

    private static JavaClasses production = new ClassFileImporter().importClasses();
    private static JavaClasses fixture = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readClasses() {
        production = new ClassFileImporter()
                .withImportOption(ArchitectureTest::isProduction)
                .importPackages("io.dengine");
        fixture = new ClassFileImporter().importPackages(FIXTURE, "io.dengine.rules.fixture.open");
    }

    private static boolean isProduction(Location location) {
        return !location.contains("/io/dengine/rules/");
    }

    private static DynamicTest holds(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(name, () -> rule.check(production));
    }

    private static DynamicTest fails(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(
                name, () -> assertThatThrownBy(() -> rule.check(fixture)).isInstanceOf(AssertionError.class));
    }

    @TestFactory
    List<DynamicTest> theCoreIsPure() {
        return List.of(
                holds("plain values", CodeRules.reachesOnlyPlainValues("io.dengine.core")),
                holds("no clock", CodeRules.readsNoClock("io.dengine.core")),
                holds("one thread", CodeRules.sharesNothingBetweenThreads("io.dengine.core")));
    }

    @TestFactory
    List<DynamicTest> hotCodeUsesNoStreams() {
        return List.of(
                holds("core", CodeRules.usesNoStreams("io.dengine.core")),
                holds("wal", CodeRules.usesNoStreams("io.dengine.wal")),
                holds("stages", CodeRules.usesNoStreams("io.dengine.engine.stage")));
    }

    @TestFactory
    List<DynamicTest> anyRuntimeIsEnough() {
        return List.of(holds("random numbers", CodeRules.drawsWhatEveryRuntimeHas("io.dengine")));
    }

    @TestFactory
    List<DynamicTest> dependenciesPointOneWay() {
        String wal = "io.dengine.wal..";
        String kv = "io.dengine.kv..";
        String transport = "io.dengine.transport..";
        String node = "io.dengine.node..";
        String local = "io.dengine.node";
        String start = "io.dengine.node.start..";
        String joining = "io.dengine.node.join..";
        String membership = "io.dengine.node.membership..";
        String embedded = "io.dengine.embedded..";
        String server = "io.dengine.server..";
        String testkit = "io.dengine.testkit..";
        String simulator = "io.dengine.simulator..";
        String[] engine = {"io.dengine.core..", "io.dengine.engine..", wal, kv, transport, node, embedded};
        String[] internal = {"io.dengine.command..", "io.dengine.call..", "io.dengine.client.."};
        String[] program = {node, embedded, server, testkit, simulator, "io.dengine.wire.."};
        return List.of(
                holds("bytes", CodeRules.staysApart("io.dengine.bytes..", "io.dengine.core..", "io.dengine.engine..")),
                holds("api", CodeRules.staysApart("io.dengine.api..", "io.dengine.command..", "io.dengine.call..", kv)),
                holds("commands", CodeRules.staysApart("io.dengine.command..", "io.dengine.call..", kv)),
                holds("calls", CodeRules.staysApart("io.dengine.call..", "io.dengine.client..", kv)),
                holds("client and the engine", CodeRules.staysApart("io.dengine.client..", engine)),
                holds("recipes", CodeRules.staysApart("io.dengine.recipes..", internal)),
                holds("recipes and the engine", CodeRules.staysApart("io.dengine.recipes..", engine)),
                holds("micrometer", CodeRules.staysApart("io.dengine.micrometer..", engine)),
                holds("core", CodeRules.staysApart("io.dengine.core..", "io.dengine.engine..")),
                holds("engine", CodeRules.staysApart("io.dengine.engine..", wal, kv, transport)),
                holds("engine and the program", CodeRules.staysApart("io.dengine.engine..", program)),
                holds("wal", CodeRules.staysApart(wal, kv, transport)),
                holds("wal and the program", CodeRules.staysApart(wal, program)),
                holds("kv", CodeRules.staysApart(kv, wal, transport)),
                holds("kv and the program", CodeRules.staysApart(kv, program)),
                holds("transport", CodeRules.staysApart(transport, wal, kv)),
                holds("transport and the program", CodeRules.staysApart(transport, program)),
                holds("start of a node", CodeRules.staysApart(start, kv, transport, joining, membership, local)),
                holds("membership", CodeRules.staysApart(membership, start, joining, local)),
                holds("node and its way into a cluster", CodeRules.staysApart(local, joining)),
                holds("node and its users", CodeRules.staysApart(node, embedded, server, "io.dengine.client..")),
                holds("embedded", CodeRules.staysApart(embedded, server)),
                holds("server and embedded", CodeRules.staysApart(server, embedded)),
                holds("server and the command line", CodeRules.staysApart(server, "io.dengine.cli..")),
                holds("command line", CodeRules.staysApart("io.dengine.cli..", engine)),
                holds("server and the tests", CodeRules.staysApart(server, testkit, simulator)),
                holds("embedded and the tests", CodeRules.staysApart(embedded, testkit, simulator)),
                holds(
                        "contracts",
                        CodeRules.staysApart(testkit, wal, kv, transport, node, embedded, server, simulator)),
                holds("simulator", CodeRules.staysApart(simulator, testkit, embedded, server)),
                holds("modules", CodeRules.hasNoCycles("io.dengine.(*)..")),
                holds("packages of the core", CodeRules.hasNoCycles("io.dengine.core.(*)..")));
    }

    @TestFactory
    List<DynamicTest> librariesStayAtTheBorder() {
        return List.of(
                holds(
                        "protobuf and gRPC",
                        CodeRules.keepsLibraries(
                                new String[] {"io.dengine.wire..", "io.dengine.server..", "io.dengine.bench.."},
                                "com.google.protobuf..",
                                "io.grpc..")),
                holds(
                        "Netty",
                        CodeRules.keepsLibraries(
                                new String[] {
                                    "io.dengine.transport..",
                                    "io.dengine.node..",
                                    "io.dengine.embedded..",
                                    "io.dengine.server.."
                                },
                                "io.netty..")),
                holds("terminals", CodeRules.keepsLibraries(new String[] {"io.dengine.cli.."}, "org.jline..")),
                holds(
                        "command lines",
                        CodeRules.keepsLibraries(
                                new String[] {"io.dengine.cli..", "io.dengine.bench..", "io.dengine.chaos.."},
                                "picocli..")),
                holds(
                        "TOML and the log backend",
                        CodeRules.keepsLibraries(
                                new String[] {"io.dengine.server.config..", "io.dengine.server.log.."},
                                "org.tomlj..",
                                "ch.qos.logback..")));
    }

    @TestFactory
    List<DynamicTest> usersSeeOneInterface() throws IOException {
        String[] exported = ModuleFile.exportedToUsers();
        return List.of(
                holds("api", CodeRules.showsOnlyExportedTypes("io.dengine.api", "io.dengine.api", "io.dengine.bytes")),
                holds("recipes", CodeRules.showsOnlyExportedTypes("io.dengine.recipes", exported)),
                holds("embedded", CodeRules.showsOnlyExportedTypes("io.dengine.embedded", exported)),
                holds("micrometer", CodeRules.showsOnlyExportedTypes("io.dengine.micrometer", exported)),
                holds("RocksDB", CodeRules.showsOnlyExportedTypes("io.dengine.kv.rocksdb", exported)),
                holds(
                        "one facade for logs",
                        CodeRules.keepsLibraries(
                                // The node program configures the backend; tools silence that of their libraries.
                                new String[] {"io.dengine.server.log..", "io.dengine.simulator..", "io.dengine.chaos.."
                                },
                                "java.util.logging..",
                                "org.apache.logging..",
                                "org.apache.commons.logging..")));
    }

    @TestFactory
    List<DynamicTest> filesOutliveAPowerFailure() {
        return List.of(
                holds(
                        "directories",
                        CodeRules.createsDirectoriesDurably(
                                "io.dengine.wal..",
                                "io.dengine.kv..",
                                "io.dengine.node..",
                                "io.dengine.embedded..",
                                "io.dengine.server")),
                holds(
                        "files",
                        CodeRules.publishesFilesDurably(
                                "io.dengine.node..", "io.dengine.embedded..", "io.dengine.server..")));
    }

    @TestFactory
    List<DynamicTest> namesSaySomething() {
        return List.of(
                holds("classes", CodeRules.hasClearNames("io.dengine")),
                holds("methods", CodeRules.hasMethodsOfOnePurpose("io.dengine")),
                holds("tests", CodeRules.hasNoDoorsForTests("io.dengine")));
    }

    @TestFactory
    List<DynamicTest> eachRuleCanFail() {
        return List.of(
                fails("plain values", CodeRules.reachesOnlyPlainValues(FIXTURE)),
                fails("no clock", CodeRules.readsNoClock(FIXTURE)),
                fails("one thread", CodeRules.sharesNothingBetweenThreads(FIXTURE)),
                fails("random numbers", CodeRules.drawsWhatEveryRuntimeHas(FIXTURE)),
                fails("no streams", CodeRules.usesNoStreams(FIXTURE)),
                fails("names of classes", CodeRules.hasClearNames(FIXTURE)),
                fails("names of methods", CodeRules.hasMethodsOfOnePurpose(FIXTURE)),
                fails("signatures", CodeRules.showsOnlyExportedTypes("io.dengine.rules.fixture.open")),
                fails("directories", CodeRules.createsDirectoriesDurably(FIXTURE)),
                fails("files", CodeRules.publishesFilesDurably(FIXTURE)),
                fails("staying apart", CodeRules.staysApart(FIXTURE + "..", "java.util..")),
                fails("libraries", CodeRules.keepsLibraries(new String[] {"io.dengine.other.."}, "java.util..")));
    }

    @Test
    void thereIsSomethingToCheck() {
        for (String module :
                List.of("bytes", "api", "call", "core", "engine", "server", "cli", "recipes", "micrometer")) {
            String name = "io.dengine." + module;
            boolean found =
                    production.stream().anyMatch(type -> type.getPackageName().startsWith(name));
            org.assertj.core.api.Assertions.assertThat(found).as(name).isTrue();
        }
    }
}
