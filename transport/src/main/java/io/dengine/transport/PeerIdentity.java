package io.dengine.transport;

/**
 * The identity that a node claims.
 *
 * @param cluster the cluster it belongs to
 * @param nodeId its id, from 1
 * @param storageId the random identity of its disk, or 0 if it does not say
 * @param address host and port where others reach it; at most {@value #MAX_ADDRESS_BYTES} bytes in UTF-8
 */
public record PeerIdentity(ClusterId cluster, int nodeId, long storageId, String address) {
    /** The maximum length of an address in a hello, in bytes. */
    public static final int MAX_ADDRESS_BYTES = 512;
}
