package io.dengine.engine;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.List;

/** Settings for tests. */
public final class Clusters {
    private static final long MILLISECOND = 1_000_000L;

    private Clusters() {}

    public static CoreConfig core(int nodeId, Effect.Level level) {
        return new CoreConfig(
                nodeId,
                150 * MILLISECOND,
                300 * MILLISECOND,
                30 * MILLISECOND,
                100 * MILLISECOND,
                10_000,
                1 << 20,
                64,
                16 << 20,
                level,
                nodeId);
    }

    public static SnapshotMeta bootstrap(int voters) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= voters; id++) {
            members.add(new Member(id, "node" + id + ":1", 0, Member.Role.VOTER));
        }
        return SnapshotMeta.bootstrap(new Configuration(0, members));
    }
}
