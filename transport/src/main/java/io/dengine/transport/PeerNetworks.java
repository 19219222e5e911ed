package io.dengine.transport;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** The networks from which this node accepts connections of peers. Immutable; any thread. */
public final class PeerNetworks {
    /** Accepts peers from every address. */
    public static final PeerNetworks ALL = new PeerNetworks(List.of(), List.of());

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final List<String> names;
    private final List<IpSubnetFilterRule> rules;

    private PeerNetworks(List<String> names, List<IpSubnetFilterRule> rules) {
        this.names = names;
        this.rules = rules;
    }

    /**
     * Returns these networks.
     *
     * @param networks each an address with the length of its prefix, such as {@code 10.0.0.0/8} or {@code fd00::/8}, or
     *     a single address; empty for all
     * @throws IllegalArgumentException if one is neither
     */
    public static PeerNetworks of(List<String> networks) {
        return networks.isEmpty()
                ? ALL
                : new PeerNetworks(
                        List.copyOf(networks),
                        networks.stream().map(PeerNetworks::rule).toList());
    }

    private static IpSubnetFilterRule rule(String network) {
        int slash = network.indexOf('/');
        String address = slash < 0 ? network : network.substring(0, slash);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            throw new IllegalArgumentException(describe(network));
        }
        int bits = bytes.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(network, network.substring(slash + 1), bits);
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }

    private static int prefix(String network, String text, int bits) {
        boolean number = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(text) > bits) {
            throw new IllegalArgumentException(describe(network));
        }
        return Integer.parseInt(text);
    }

    private static String describe(String network) {
        return "'" + network
                + "' is not a network: write an address, and the length of the prefix that all its addresses"
                + " share (up to " + IPV4_BITS + ", with IPv6 up to " + IPV6_BITS + "), such as 10.0.0.0/8";
    }

    /** Returns whether a peer may connect from this address. An address that is not one of the internet may not. */
    boolean contains(SocketAddress from) {
        return rules.isEmpty()
                || from instanceof InetSocketAddress address && rules.stream().anyMatch(rule -> rule.matches(address));
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "all networks" : String.join(", ", names);
    }
}
