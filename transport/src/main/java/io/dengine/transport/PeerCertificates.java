package io.dengine.transport;

import io.netty.util.NetUtil;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Checks whether the certificate of an accepted connection can be that of a peer. */
@FunctionalInterface
public interface PeerCertificates {
    /** Requires no certificate from peers. */
    PeerCertificates NOT_ASKED = (session, hosts) -> null;

    /** Requires a certificate with the host of the peer's address among its names. */
    PeerCertificates NAMES = PeerCertificates::objectionToNames;

    /**
     * Returns the reason why the certificate cannot be that of the peer, or null.
     *
     * @param session the TLS session of the connection, or null if it is not encrypted
     * @param hosts the hosts of the peer's known addresses: names, and literal addresses without brackets
     */
    @Nullable
    String objection(@Nullable SSLSession session, Collection<String> hosts);

    /** Requires a certificate of an authority that certifies peers only, whatever names it has. */
    static PeerCertificates of(X509TrustManager authority) {
        return (session, hosts) -> objectionToAuthority(session, authority);
    }

    private static @Nullable String objectionToAuthority(@Nullable SSLSession session, X509TrustManager authority) {
        X509Certificate[] shown = shown(session);
        if (shown.length == 0) {
            return "it presented no certificate, and peers must";
        }
        try {
            authority.checkClientTrusted(shown, shown[0].getPublicKey().getAlgorithm());
            return null;
        } catch (CertificateException e) {
            return "its certificate is not signed by the authority of peers: " + e.getMessage();
        }
    }

    private static @Nullable String objectionToNames(@Nullable SSLSession session, Collection<String> hosts) {
        X509Certificate[] shown = shown(session);
        if (shown.length == 0) {
            return "it presented no certificate, and peers must";
        }
        List<String> names = names(shown[0]);
        for (String host : hosts) {
            if (names.stream().anyMatch(name -> isFor(name, host))) {
                return null;
            }
        }
        return "its certificate is for " + names + ", and the peer that it says it is has the address "
                + String.join(", ", hosts);
    }

    private static X509Certificate[] shown(@Nullable SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session == null ? new Certificate[0] : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return chain.toArray(new X509Certificate[0]);
        } catch (SSLPeerUnverifiedException e) {
            return new X509Certificate[0];
        }
    }

    private static List<String> names(X509Certificate certificate) {
        final int dns = 2;
        final int address = 7;
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                boolean known =
                        alternative.get(0).equals(dns) || alternative.get(0).equals(address);
                if (known && alternative.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    private static boolean isFor(String name, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        String given = name.toLowerCase(Locale.ROOT);
        if (given.startsWith("*.")) {
            int dot = wanted.indexOf('.');
            return dot > 0 && wanted.substring(dot).equals(given.substring(1));
        }
        return given.equals(wanted) || isSameNumber(given, wanted);
    }

    /** Compares IPv6 addresses by value, as they can be written in several ways. */
    private static boolean isSameNumber(String one, String other) {
        return one.indexOf(':') >= 0
                && other.indexOf(':') >= 0
                && NetUtil.isValidIpV6Address(one)
                && NetUtil.isValidIpV6Address(other)
                && Arrays.equals(
                        NetUtil.createByteArrayFromIpAddressString(one),
                        NetUtil.createByteArrayFromIpAddressString(other));
    }
}
