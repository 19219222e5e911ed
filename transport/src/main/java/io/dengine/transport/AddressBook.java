package io.dengine.transport;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where each node can be reached, by everybody's word that this node may believe: its own configuration, those of peers
 * that have proven who they are, and what its operator has listed. A node that is nowhere in here is a stranger.
 *
 * <p>A configuration may be older than the present one, or may be withdrawn again before it was committed, so an
 * address in any of them is one to try; those in later ones come first. Not safe for use by several threads.
 */
public final class AddressBook {
    private final List<Member> listed;
    private final Map<Integer, Configuration> byVoucher = new HashMap<>();
    private @Nullable Configuration own;

    /** @param listed what the operator has written down */
    public AddressBook(List<Member> listed) {
        this.listed = List.copyOf(listed);
    }

    /** This node has another configuration. */
    public void inForce(Configuration configuration) {
        own = configuration;
    }

    /** {@code peer}, which has proven who it is, has this configuration. */
    public void vouched(int peer, Configuration configuration) {
        if (byVoucher.containsKey(peer) || byVoucher.size() < Configuration.MAX_MEMBERS) {
            byVoucher.put(peer, configuration);
        }
    }

    /** Where {@code id} may be, the most recent first; empty for a stranger. */
    public List<String> addressesOf(int id) {
        List<Configuration> known = new ArrayList<>(byVoucher.values());
        if (own != null) {
            known.add(own);
        }
        known.sort(Comparator.comparingLong(Configuration::index).reversed());
        Set<String> addresses = new LinkedHashSet<>();
        for (Configuration configuration : known) {
            add(configuration.member(id), addresses);
        }
        for (Member member : listed) {
            add(member.id() == id ? member : null, addresses);
        }
        return List.copyOf(addresses);
    }

    private static void add(@Nullable Member member, Set<String> addresses) {
        if (member != null) {
            addresses.add(member.address());
        }
    }
}
