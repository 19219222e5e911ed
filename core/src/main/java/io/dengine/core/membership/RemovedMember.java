package io.dengine.core.membership;

/**
 * A member that was removed.
 *
 * @param id the node id it had
 * @param storageId the identity of the disk it had, or 0 if it was never known; that disk never comes back
 */
public record RemovedMember(int id, long storageId) {}
