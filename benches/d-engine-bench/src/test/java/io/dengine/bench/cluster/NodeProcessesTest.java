package io.dengine.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessesTest {
    @TempDir
    Path directory;

    @Test
    void closingEndsTheProcessesByTheirIds() throws Exception {
        List<Long> pids;
        try (NodeProcesses processes = new NodeProcesses()) {
            processes.start(directory.resolve("n1"), Map.of(), List.of("sh", "-c", "exec sleep 60"));
            processes.start(directory.resolve("n2"), Map.of(), List.of("sh", "-c", "exec sleep 60"));
            processes.checkRunning();
            pids = processes.pids();
            assertThat(pids).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isPresent());
        }
        assertThat(pids)
                .noneMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void aNodeThatHasEndedIsReportedWithWhatItPrinted() throws IOException {
        try (NodeProcesses processes = new NodeProcesses()) {
            processes.start(
                    directory.resolve("n1"), Map.of("WHY", "no room"), List.of("sh", "-c", "echo \"$WHY\"; exit 7"));
            ProcessHandle.of(processes.pids().get(0))
                    .ifPresent(node ->
                            node.onExit().orTimeout(30, TimeUnit.SECONDS).join());
            assertThatThrownBy(processes::checkRunning)
                    .isInstanceOf(BenchException.class)
                    .hasMessageContaining("exit code 7")
                    .hasMessageContaining("no room");
        }
    }

    @Test
    void aStoppedProcessCanStartAgain() throws Exception {
        try (NodeProcesses processes = new NodeProcesses()) {
            processes.start(directory.resolve("n1"), Map.of(), List.of("sh", "-c", "exec sleep 60"));
            long before = processes.pids().get(0);
            processes.stop(0);
            assertThatThrownBy(processes::checkRunning).isInstanceOf(BenchException.class);
            processes.startAgain(0);
            processes.checkRunning();
            assertThat(processes.pids()).hasSize(1).doesNotContain(before);
        }
    }

    @Test
    void filesAreCountedAndRemoved() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data/below"));
        Files.writeString(data.resolve("a"), "12345");
        Files.writeString(directory.resolve("data/b"), "123");
        assertThat(NodeFiles.bytes(directory.resolve("data"))).isEqualTo(8);
        NodeFiles.remove(directory.resolve("data"));
        assertThat(directory.resolve("data")).doesNotExist();
        NodeFiles.remove(directory.resolve("data"));
    }

    @Test
    void portsThatAreFreeDiffer() throws IOException {
        assertThat(NodeProcesses.freePorts(6)).doesNotHaveDuplicates().allMatch(port -> port > 0);
    }
}
