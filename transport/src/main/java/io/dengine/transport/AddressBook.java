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
 * The addresses of each node, from all sources that this node trusts: its own configuration, those of peers that have
 * proven their identity, and the list of its operator. A node without an address in here is a stranger.
 *
 * <p>A configuration may be older than the present one, or may be withdrawn before it was committed, so an address in
 * any of them is worth a try; those in later configurations come first. Not safe for use by several threads.
 */
public final class AddressBook {
    private final List<Member> listed;
    private final Map<Integer, Configuration> byVoucher = new HashMap<>();
    private @Nullable Configuration own;

    /** @param listed the members that the operator has listed */
    public AddressBook(List<Member> listed) {
        this.listed = List.copyOf(listed);
    }

    /** Sets the configuration of this node. */
    public void inForce(Configuration configuration) {
        own = configuration;
    }

    /** Sets the configuration of {@code peer}, which has proven its identity. */
    public void vouched(int peer, Configuration configuration) {
        if (byVoucher.containsKey(peer) || byVoucher.size() < Configuration.MAX_MEMBERS) {
            byVoucher.put(peer, configuration);
        }
    }

    /** Returns the known addresses of {@code id}, the most recent first; empty for a stranger. */
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
