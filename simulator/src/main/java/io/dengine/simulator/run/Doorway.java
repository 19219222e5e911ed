package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.transport.AddressBook;
import io.dengine.transport.Handshake;
import io.dengine.transport.Introduction;
import io.dengine.transport.Nonce;
import io.dengine.transport.PeerCodec;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.Verification;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The peer identification of one process, as the transport does it over sockets, with the same two ends of a connection
 * and the same frames. Each pair of processes identifies itself once.
 */
final class Doorway {
    private final PeerIdentity self;
    private final SplittableRandom random;
    private final AddressBook addresses;
    private final Map<Doorway, Verification> callers = new IdentityHashMap<>();
    private final TreeMap<Integer, Introduction> dialled = new TreeMap<>();

    /** @param self the identity that the process claims, truthfully or not */
    Doorway(PeerIdentity self, List<Member> listed, SplittableRandom random) {
        this.self = self;
        this.addresses = new AddressBook(listed);
        this.random = random;
    }

    void inForce(Configuration configuration) {
        addresses.inForce(configuration);
    }

    void vouched(int peer, Configuration configuration) {
        addresses.vouched(peer, configuration);
    }

    /**
     * Returns whether {@code caller} has proven its identity, or proves it now.
     *
     * @param at returns the process that answers at an address, or null
     */
    boolean believes(Doorway caller, Function<String, @Nullable Doorway> at) {
        Verification earlier = callers.get(caller);
        if (earlier != null && earlier.isConfirmed()) {
            return true;
        }
        Introduction introduction = new Introduction(caller.self, self.nodeId(), null, Nonce.drawn(caller.random));
        caller.dialled.put(self.nodeId(), introduction);
        Verification verification = new Verification(self, null, Nonce.drawn(random));
        if (verification.greeted(travelled(Handshake.Hello.class, introduction.hello())) != null) {
            return false;
        }
        callers.put(caller, verification);
        for (String address : addresses.addressesOf(caller.self.nodeId())) {
            Doorway there = at.apply(address);
            if (there != null) {
                challenge(there, travelled(Handshake.Challenge.class, verification.challenge()));
            }
        }
        return verification.isConfirmed();
    }

    /**
     * Sends a challenge. The process that receives it answers on the connection that it opened, which may be another
     * one.
     */
    private void challenge(Doorway there, Handshake.Challenge challenge) {
        Introduction own = there.dialled.get(self.nodeId());
        Handshake.Confirmation answer = own == null ? null : own.answer(challenge);
        Verification verification = callers.get(there);
        if (answer != null && verification != null) {
            verification.confirmed(travelled(Handshake.Confirmation.class, answer));
        }
    }

    /** Returns the frame after it was encoded and decoded. */
    private static <T extends Handshake> T travelled(Class<T> kind, Handshake frame) {
        Bytes body = frame.encode().slice(PeerCodec.HEADER_BYTES);
        return kind.cast(Handshake.decodeBody(body));
    }
}
