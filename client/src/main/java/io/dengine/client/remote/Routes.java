package io.dengine.client.remote;

import io.dengine.api.ReadLevel;
import io.dengine.call.Call;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The connections as they are at the moment, and which of them a call takes. Immutable. */
final class Routes {
    private static final Connection[] NOBODY = {};

    /** Nobody is connected. */
    static final Routes NONE = new Routes(List.of(), List.of());

    private final Connection[] leader;
    private final Connection[] others;
    private final Connection[] all;

    /** @param others to the nodes that do not lead, as far as is known */
    Routes(List<Connection> leader, List<Connection> others) {
        this.leader = leader.toArray(NOBODY);
        this.others = others.toArray(NOBODY);
        this.all = new Connection[leader.size() + others.size()];
        System.arraycopy(this.leader, 0, all, 0, leader.size());
        System.arraycopy(this.others, 0, all, leader.size(), others.size());
    }

    boolean isEmpty() {
        return all.length == 0;
    }

    /** The connection for {@code call}, or null if there is none at all. */
    @Nullable
    Connection choose(Call call, ReadPreference preference) {
        boolean anyNode = call instanceof Call.ReadKeys keys && keys.options().level() == ReadLevel.EVENTUAL
                || call instanceof Call.ReadRange range && range.options().level() == ReadLevel.EVENTUAL;
        if (!anyNode || preference == ReadPreference.LEADER) {
            return lighter(leader.length > 0 ? leader : all);
        }
        return preference == ReadPreference.FOLLOWERS && others.length > 0 ? lighter(others) : lighter(all);
    }

    /** The connection for a watch, or null if there is none at all. */
    @Nullable
    Connection chooseForWatch() {
        return lighter(all);
    }

    /** Of two at random the one with less under way: spreads well, and never sends everybody to the same one. */
    private static @Nullable Connection lighter(Connection[] among) {
        if (among.length <= 1) {
            return among.length == 0 ? null : among[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(among.length);
        int second = random.nextInt(among.length - 1);
        second += second >= first ? 1 : 0;
        return among[second].load() < among[first].load() ? among[second] : among[first];
    }
}
