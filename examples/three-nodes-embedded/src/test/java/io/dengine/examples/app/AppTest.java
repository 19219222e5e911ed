package io.dengine.examples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The application as a load balancer and its users see it. */
@Timeout(240)
class AppTest {
    @TempDir
    Path home = Path.of("");

    @Test
    void any_application_takes_a_write_and_one_of_them_is_the_primary() throws Exception {
        try (Processes apps = new Processes(home)) {
            int leader = apps.awaitLeader();
            int primaries = 0;
            String written = "";
            for (int id = 1; id <= 3; id++) {
                written = apps.post(apps.httpPort(id), "/kv", "{\"key\":\"a\",\"value\":\"" + id + "\"}");
                assertThat(written).as(apps.outputs()).startsWith("200 {\"revision\":\"");
                primaries += apps.get(apps.healthPort(id), "/primary").startsWith("200") ? 1 : 0;
                String expected = id == leader ? "503" : "200";
                assertThat(apps.get(apps.httpPort(id), "/replica")).startsWith(expected);
            }
            assertThat(primaries).isEqualTo(1);
            String revision = revision(written);
            for (int id = 1; id <= 3; id++) {
                assertThat(apps.get(apps.httpPort(id), "/kv/a?revision=" + revision))
                        .isEqualTo("200 {\"value\":\"3\"}");
            }
            assertThat(apps.get(apps.httpPort(1), "/kv/none")).isEqualTo("200 {\"value\":null}");
            assertThat(apps.post(apps.httpPort(1), "/kv", "{\"key\":")).startsWith("400 ");
            assertThat(apps.post(apps.httpPort(1), "/kv", "{\"key\":\"a\"}")).startsWith("400 ");
            assertThat(apps.get(apps.httpPort(1), "/kv")).startsWith("404 ");
        }
    }

    @Test
    void writes_go_on_through_haproxy_when_the_leading_application_dies() throws Exception {
        String haproxy = find("haproxy");
        if (haproxy.isEmpty()) {
            System.out.println("not run: HAProxy is not installed (Debian: apt-get install haproxy)");
        }
        assumeTrue(!haproxy.isEmpty(), "HAProxy is not installed");
        try (Processes apps = new Processes(home)) {
            int leader = apps.awaitLeader();
            apps.startProxy(haproxy, Path.of("haproxy.cfg"));
            apps.awaitProxy();
            String before = write(apps, "before");
            assertThat(before).as(apps.outputs()).startsWith("200 ");
            for (int id = 1; id <= 3; id++) { // all must have it, to make up for the one that dies
                assertThat(apps.get(apps.httpPort(id), "/kv/a?revision=" + revision(before)))
                        .isEqualTo("200 {\"value\":\"before\"}");
            }

            apps.killApp(leader);

            assertThat(write(apps, "after")).as(apps.outputs()).startsWith("200 ");
            assertThat(apps.awaitLeader()).isNotEqualTo(leader);
            apps.startApp(leader);
            assertThat(write(apps, "once more")).as(apps.outputs()).startsWith("200 ");
            String written = write(apps, "last");
            String revision = revision(written);
            for (int i = 0; i < 6; i++) {
                assertThat(apps.get(apps.readPort(), "/kv/a?revision=" + revision))
                        .as(apps.outputs())
                        .isEqualTo("200 {\"value\":\"last\"}");
            }
        }
    }

    private static String revision(String answer) {
        return answer.substring(answer.indexOf(":\"") + 2, answer.lastIndexOf('"'));
    }

    private static String write(Processes apps, String value) throws InterruptedException {
        return apps.post(apps.writePort(), "/kv", "{\"key\":\"a\",\"value\":\"" + value + "\"}");
    }

    /** Where a program is; nothing if it is nowhere on the path. */
    private static String find(String program) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        for (String directory : path.split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return Path.of(directory, program).toString();
            }
        }
        return "";
    }
}
