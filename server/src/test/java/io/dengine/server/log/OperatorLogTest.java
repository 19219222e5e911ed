package io.dengine.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.server.ExitCode;
import io.dengine.server.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class OperatorLogTest {
    @TempDir
    Path directory;

    @Test
    void writesTheLinesThatOperatorsSearchForAtEveryLevel() throws StartFailure, IOException {
        Path logs = directory.resolve("a/b");
        try (LogSetup setup = LogSetup.configure("error", logs)) {
            OperatorLog log = new OperatorLog(1, () -> 0);
            CoreStatus follower = new CoreStatus(RoleName.FOLLOWER, 6, 0, false);
            CoreStatus candidate = new CoreStatus(RoleName.CANDIDATE, 7, 0, false);
            CoreStatus leader = new CoreStatus(RoleName.LEADER, 7, 1, false);
            log.note(new Effect.Note(Effect.Topic.ELECTION_STARTED, 0, 0, 7));
            log.statusChanged(follower, candidate);
            log.statusChanged(candidate, leader);
            log.statusChanged(leader, new CoreStatus(RoleName.LEADER, 7, 1, true));
            log.note(new Effect.Note(Effect.Topic.PEER_LAGS, 3, 120, 7));
            log.note(new Effect.Note(Effect.Topic.PEER_LAGS, 3, 121, 7));
            log.note(new Effect.Note(Effect.Topic.PEER_CAUGHT_UP, 3, 140, 7));
            LoggerFactory.getLogger("other").warn("not at this level");
            assertThat(setup).isNotNull();
        }
        List<String> lines = Files.readAllLines(logs.resolve("d.log")).stream()
                .map(line -> line.substring(line.indexOf(" - ") + 3))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "election: node 1 campaigns in term 7",
                        "[Node 1] Follower → Candidate (term 7)",
                        "[Node 1] Candidate → Leader (term 7)",
                        "Became leader: node 1, term 7",
                        "append_entries: node 3 lags behind at index 120 and does not answer",
                        "append_entries: node 3 has caught up at index 140");
    }

    @Test
    void refusesADirectoryThatIsAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        StartFailure failure =
                Assertions.catchThrowableOfType(StartFailure.class, () -> LogSetup.configure("warn", file));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_DIRECTORY);
        assertThat(failure).hasMessageContaining("the log directory").hasMessageContaining("LOG_DIR");
    }
}
