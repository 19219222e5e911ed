package io.dengine.client.remote;

import io.dengine.api.ReadLevel;
import io.dengine.call.Call;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A snapshot of the connections, which chooses the connection for a call. Immutable. */
final class Routes {
    private static final Connection[] NOBODY = {};

    /** No connections. */
    static final Routes NONE = new Routes(List.of(), List.of(), List.of(), () -> 0);

    private final Connection[] leader;
    private final Connection[] others;
    private final Connection[] all;
    private final List<Connection> strangers;
    private final DoubleSupplier chance;

    /**
     * @param others connections to nodes that are not the leader, as far as is known
     * @param strangers connections to nodes that are not members, as far as is known; used only if there are no others
     * @param chance random numbers from 0 (inclusive) to 1 (exclusive)
     */
    Routes(List<Connection> leader, List<Connection> others, List<Connection> strangers, DoubleSupplier chance) {
        boolean isAlone = leader.isEmpty() && others.isEmpty();
        this.chance = chance;
        this.leader = leader.toArray(NOBODY);
        this.others = (isAlone ? strangers : others).toArray(NOBODY);
        this.strangers = isAlone ? List.of() : List.copyOf(strangers);
        this.all = new Connection[this.leader.length + this.others.length];
        System.arraycopy(this.leader, 0, all, 0, this.leader.length);
        System.arraycopy(this.others, 0, all, this.leader.length, this.others.length);
    }

    boolean isEmpty() {
        return all.length == 0;
    }

    /** Returns connections that no call uses, because members are connected and these nodes are not members. */
    List<Connection> strangers() {
        return strangers;
    }

    /** Returns the connection for {@code call}, or null if no node is connected. */
    @Nullable
    Connection choose(Call call, ReadPreference preference) {
        boolean anyNode = (call instanceof Call.ReadKeys keys && keys.options().level() == ReadLevel.EVENTUAL)
                || (call instanceof Call.ReadRange range && range.options().level() == ReadLevel.EVENTUAL);
        if (!anyNode || preference == ReadPreference.LEADER) {
            return lighter(leader.length > 0 ? leader : all);
        }
        return preference == ReadPreference.FOLLOWERS && others.length > 0 ? lighter(others) : lighter(all);
    }

    /** Returns the connection for a watch, or null if no node is connected. */
    @Nullable
    Connection chooseForWatch() {
        return lighter(all);
    }

    /**
     * Returns, of two picked at random, the connection with fewer calls in flight. This balances well and never sends
     * all calls to the same node.
     */
    private @Nullable Connection lighter(Connection[] among) {
        if (among.length <= 1) {
            return among.length == 0 ? null : among[0];
        }
        int first = (int) (chance.getAsDouble() * among.length);
        int second = (int) (chance.getAsDouble() * (among.length - 1));
        second += second >= first ? 1 : 0;
        return among[second].load() < among[first].load() ? among[second] : among[first];
    }
}
