package io.dengine.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.console.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on the screen, as text; {@code -Dconsole.rewrite=true} writes the expected screens anew. */
class ConsoleViewTest {
    private static final Path SCREENS = Path.of("src/test/resources/io/dengine/cli/console");
    private static final long NOW = 1_764_332_400_000L; // 12:20:00 UTC

    private final ConsoleView view = new ConsoleView(Palette.COLOURS, ZoneOffset.UTC);

    private static NodeState state(int node, Sample sample) {
        return new NodeState("http://127.0.0.1:667" + (node - 1), sample, "{}", NOW - 400, "");
    }

    private static Sample leader() {
        return new Sample(
                NOW - 400,
                1_000,
                new Sample.Self(1, "127.0.0.1:9081", "0.1.0", 4711, 192_000),
                new Sample.Raft("leader", true, 4, 1, 2, 1_234_567, 1_234_560, false, 3, 0),
                new Sample.Load(
                        new Sample.Flow(12_345, 0.81, 3.1),
                        new Sample.Flow(1_010, 0.42, 2.04),
                        1_010,
                        4_311,
                        0,
                        12_401,
                        3,
                        98.2,
                        0),
                new Sample.Disk(new Sample.Flow(45, 1.24, 4.5), 3_355_443, 1_377, 13_207_024_435L, 1L << 28, false),
                new Sample.Jvm(1.43, 2, 128_974_848, 536_870_912, 42, 2, 5, 3),
                new Sample.Clients(12, 2, 34, 60_000, 5_120, 134_217_728),
                workers(),
                List.of(
                        new Sample.Peer(
                                2, "127.0.0.1:9082", "voter", "pipeline", true, 1_234_566, 1_234_568, 1, 1, 0.43),
                        new Sample.Peer(
                                3, "127.0.0.1:9083", "voter", "probe", false, 1_200_000, 1_200_001, 0, 34_567, -1)),
                List.of(
                        new Sample.Slow(NOW - 65_000, "sync", 134.2, "1,024 waited when it began"),
                        new Sample.Slow(NOW - 70_000, "gc", 31, "G1 Young Generation, G1 Evacuation Pause"),
                        new Sample.Slow(NOW - 90_000, "log", 21, "")));
    }

    private static List<Sample.Worker> workers() {
        return List.of(
                new Sample.Worker("core", "stage", 0.61, 0.48, 0.12, 0, 34, 12_345.6, 3.2),
                new Sample.Worker("log", "stage", 0.22, 0.2, 0.01, 2, 19, 9_811, 1.9),
                new Sample.Worker("sync", "stage", 0.93, 0, 0.02, 1_377, 2_011, 45, 134.2),
                new Sample.Worker("apply", "stage", 0.35, 0.1, 0.28, 0, 12, 11_002, 0.9),
                new Sample.Worker("watch", "stage", 0.02, 0, 0.02, 0, 4, 98, 0.2),
                new Sample.Worker("loop 1", "loop", 0.55, 0, 0.55, 0, 0, 0, 0.04),
                new Sample.Worker("loop 2", "loop", 0.47, 0, 0.47, 1, 1, 0, 0.03),
                new Sample.Worker("snapshot", "stage", 0, 0, 0, 0, 0, 0, 0),
                new Sample.Worker("verify", "stage", 0.01, 0, 0.01, 0, 1, 1.2, 0.08),
                new Sample.Worker("other threads", "other", 0.03, 0, 0.03, 0, 0, 0, 0),
                new Sample.Worker("gc and jit", "other", 0.21, 0, 0.21, 0, 0, 0, 0));
    }

    private static Sample follower() {
        return withoutPeers(
                new Sample.Self(2, "127.0.0.1:9082", "0.1.0", 4712, 192_000),
                new Sample.Raft("follower", false, 4, 1, 2, 1_234_560, 1_234_560, false, 3, 0),
                List.of());
    }

    private static Sample newLeader() {
        return withoutPeers(leader().node(), leader().raft(), leader().slow());
    }

    private static Sample withoutPeers(Sample.Self node, Sample.Raft raft, List<Sample.Slow> slow) {
        Sample of = leader();
        return new Sample(
                of.timeMillis(),
                of.intervalMillis(),
                node,
                raft,
                of.load(),
                of.disk(),
                of.jvm(),
                of.clients(),
                of.workers(),
                List.of(),
                slow);
    }

    private static void assertScreen(String name, List<AttributedString> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.toString().stripTrailing()).append('\n'));
        Path screen = SCREENS.resolve(name + ".txt");
        if (Boolean.getBoolean("console.rewrite")) {
            Files.createDirectories(SCREENS);
            Files.writeString(screen, text);
        }
        assertThat(text.toString()).isEqualTo(Files.readString(screen));
    }

    @Test
    void aLeader() throws IOException {
        assertScreen("leader", view.render(Choices.STANDARD, List.of(state(1, leader())), 80, 24, NOW));
    }

    @Test
    void aTallerWindowShowsMore() throws IOException {
        assertScreen("tall", view.render(Choices.STANDARD, List.of(state(1, leader())), 120, 40, NOW));
    }

    @Test
    void aFollowerAmongSeveralNodesOneOfWhichIsGone() throws IOException {
        List<NodeState> states = List.of(
                state(1, leader()).troubled("nothing listens there"), state(2, follower()), state(3, follower()));
        assertScreen("several", view.render(Choices.STANDARD.pressed('2', 3), states, 80, 24, NOW));
    }

    @Test
    void aLeaderThatDoesNotKnowItsPeersYet() throws IOException {
        assertScreen("new_leader", view.render(Choices.STANDARD, List.of(state(1, newLeader())), 80, 24, NOW));
    }

    @Test
    void aNodeThatIsGoneShowsWhatItWas() throws IOException {
        NodeState gone = state(1, leader()).troubled("nothing listens there");
        assertScreen("gone", view.render(Choices.STANDARD, List.of(gone), 80, 24, NOW + 12_000));
    }

    @Test
    void aNodeThatWasNeverSeen() throws IOException {
        NodeState never =
                NodeState.unknown("http://127.0.0.1:6670", NOW - 5_000).troubled("nothing listens there");
        assertScreen("never", view.render(Choices.STANDARD, List.of(never), 80, 24, NOW));
    }

    @Test
    void threadsByWhatMostWaitedForThem() throws IOException {
        Choices choices = Choices.STANDARD;
        for (char key : "sssf".toCharArray()) {
            choices = choices.pressed(key, 1);
        }
        assertThat(choices.order()).isEqualTo(Choices.Order.QUEUE);
        assertScreen("sorted", view.render(choices, List.of(state(1, leader())), 80, 24, NOW));
    }

    @Test
    void help() throws IOException {
        Choices choices = Choices.STANDARD.pressed('?', 1);
        assertScreen("help", view.render(choices, List.of(state(1, leader())), 80, 24, NOW));
    }

    @Test
    void onlyWhatTheFilterNames() {
        Choices choices = Choices.STANDARD;
        for (char key : "/LOOP\r".toCharArray()) {
            choices = choices.pressed(key, 1);
        }
        String screen = text(view.render(choices, List.of(state(1, leader())), 80, 24, NOW));
        assertThat(screen).contains("loop 1 ", "loop 2 ", "/LOOP").doesNotContain("apply  ", "gc and jit");
        choices = choices.pressed(Choices.ESCAPE, 1);
        assertThat(text(view.render(choices, List.of(state(1, leader())), 80, 40, NOW)))
                .contains("gc and jit");
    }

    @Test
    void whatNobodyIsCalledShowsNothing() {
        Choices choices = Choices.STANDARD.pressed('/', 1).pressed('x', 1);
        assertThat(text(view.render(choices, List.of(state(1, leader())), 80, 24, NOW)))
                .contains("no thread has 'x' in its name", "threads with: x_");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "200, 60", "80, 10", "40, 12", "20, 5", "1, 1"})
    void theScreenIsAsLargeAsTheWindow(int width, int height) {
        for (Choices choices : List.of(Choices.STANDARD, Choices.STANDARD.pressed('?', 1))) {
            for (NodeState state :
                    List.of(state(1, leader()), state(2, follower()), NodeState.unknown("http://x", NOW))) {
                List<AttributedString> lines = view.render(choices, List.of(state), width, height, NOW);
                assertThat(lines).hasSize(height).allMatch(line -> line.columnLength() == width);
            }
        }
    }

    @Test
    void nothingMovesWhenOtherThingsHappen() {
        List<AttributedString> before = view.render(Choices.STANDARD, List.of(state(1, leader())), 80, 24, NOW);
        List<AttributedString> after = view.render(Choices.STANDARD, List.of(state(2, follower())), 80, 24, NOW);
        for (String title : List.of("THREAD", "PEER", "SLOW", "q quit", "core")) {
            assertThat(lineOf(after, title))
                    .as(title)
                    .isEqualTo(lineOf(before, title))
                    .isNotNegative();
        }
    }

    @Test
    void coloursOnlyRepeatWhatWordsSay() {
        List<NodeState> states =
                List.of(state(1, leader()), state(2, follower()).troubled("nothing listens there"));
        ConsoleView plain = new ConsoleView(Palette.NONE, ZoneOffset.UTC);
        List<AttributedString> lines = plain.render(Choices.STANDARD, states, 80, 24, NOW);
        assertThat(lines).allMatch(line -> line.toAnsi().equals(line.toString()));
        assertThat(text(lines)).isEqualTo(text(view.render(Choices.STANDARD, states, 80, 24, NOW)));
    }

    private static int lineOf(List<AttributedString> lines, String start) {
        List<String> texts = new ArrayList<>();
        lines.forEach(line -> texts.add(line.toString()));
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    private static String text(List<AttributedString> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
