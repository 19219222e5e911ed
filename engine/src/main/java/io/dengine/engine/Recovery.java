package io.dengine.engine;

import io.dengine.core.log.RecoveredLog;

/**
 * What a node begins with.
 *
 * @param log what the log store found
 * @param recovering whether power may have been lost since the log was written, and entries with it that this node had
 *     acknowledged; it then takes part in no decision until the others have made up for it. Always false where a write
 *     counts as stored only once it is synced.
 */
public record Recovery(RecoveredLog log, boolean recovering) {}
