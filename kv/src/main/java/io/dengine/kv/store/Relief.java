package io.dengine.kv.store;

import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.Command;
import java.util.List;

/** Tells which commands are executed although the disk is nearly full. */
final class Relief {
    private Relief() {}

    /**
     * Returns whether a command ends something or makes room, or renews something that would end: a shortage of disk
     * space must not take a lease from its holder. Quotas count, too: a leader writes them before it ends anything, and
     * clients cannot send them.
     */
    static boolean isRelief(Bytes encoded) {
        try {
            return isRelief(Command.decode(encoded));
        } catch (MalformedBytesException e) {
            return false;
        }
    }

    private static boolean isRelief(Command command) {
        return switch (command) {
            case Command.Delete delete -> true;
            case Command.DeleteRange range -> true;
            case Command.LeaseRevoke revoke -> true;
            case Command.LeaseKeepAlive keepAlive -> true;
            case Command.Expire expire -> true;
            case Command.Compact compact -> true;
            case Command.SessionKeepAlive keepAlive -> true;
            case Command.SessionClose close -> true;
            case Command.SetQuotas quotas -> true;
            case Command.WithSession within -> isRelief(within.command());
            case Command.Transaction transaction ->
                onlyDeletes(transaction.thenOperations()) && onlyDeletes(transaction.elseOperations());
            case Command.Put put -> false;
            case Command.CompareAndSwap swap -> false;
            case Command.LeaseGrant grant -> false;
            case Command.SessionOpen open -> false;
        };
    }

    private static boolean onlyDeletes(List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation instanceof Operation.Put) {
                return false;
            }
        }
        return true;
    }
}
