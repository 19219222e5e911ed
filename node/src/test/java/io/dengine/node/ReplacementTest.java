package io.dengine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.KvConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replacement takes two membership changes when the new node is no member yet. */
@Timeout(60)
class ReplacementTest {
    @TempDir
    Path directory;

    private OneNode one;

    @BeforeEach
    void aLeaderWithALearner() throws Exception {
        one = new OneNode(directory, 10_000, KvConfig.STANDARD);
        one.node.administer(new AdminRequest.Join(2, "127.0.0.1:2", true)).join();
    }

    @AfterEach
    void close() {
        one.close();
    }

    @Test
    void itsFirstChangeDoesNotMakeItsOwnExpectationStale() {
        long expected = one.node.node().configuration().index();
        Configuration members = one.node
                .administer(new AdminRequest.Replace(2, 3, "127.0.0.1:3", expected))
                .join();
        assertThat(members.members()).extracting(Member::id).containsExactly(1, 3);
    }

    @Test
    void itSaysWhatWasDoneWhenTheNewNodeDoesNotCatchUp() {
        long expected = one.node.node().configuration().index();
        assertThatThrownBy(() -> one.node
                        .administer(new AdminRequest.Replace(1, 3, "127.0.0.1:3", expected))
                        .join())
                .hasMessageContaining("Node 3 was added as a learner")
                .hasMessageContaining("has not answered")
                .hasMessageNotContainingAny("Nothing was changed");
        assertThat(one.node.node().configuration().contains(3)).isTrue();
    }
}
