package io.dengine.recipes;

import io.dengine.api.KeyRange;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;

/**
 * The keys of a queue.
 *
 * <pre>
 *   .../claim/PRIO/HINT-ID    a consumer works on that element
 *   .../item/PRIO/HINT-ID     the element
 *   .../line/...              consumers that wait
 *   .../mark/...              see OwnedKey
 *   .../origin                names the incarnation that hints belong to
 * </pre>
 */
final class QueueKeys {
    private static final String CLAIM = "claim/";
    private static final String ITEM = "item/";
    private static final int PRIORITY_DIGITS = 4;

    private final String prefix;
    private final Bytes itemPrefix;
    private final Bytes claimPrefix;

    QueueKeys(String prefix) {
        this.prefix = prefix;
        this.itemPrefix = Bytes.utf8(prefix + ITEM);
        this.claimPrefix = Bytes.utf8(prefix + CLAIM);
    }

    Bytes item(int priority, long hint, String id) {
        String digits = Integer.toHexString(priority);
        String padded = "0".repeat(PRIORITY_DIGITS - digits.length()) + digits;
        return Bytes.utf8(prefix + ITEM + padded + "/" + Names.hint(hint) + "-" + id);
    }

    /** Returns the claim key of the element with this key. */
    Bytes claim(Bytes item) {
        return joined(claimPrefix, item.slice(itemPrefix.length()));
    }

    /** Returns the key of the element that this key claims. */
    Bytes itemOf(Bytes claim) {
        return joined(itemPrefix, claim.slice(claimPrefix.length()));
    }

    private static Bytes joined(Bytes prefix, Bytes rest) {
        byte[] key = new byte[prefix.length() + rest.length()];
        prefix.copyTo(key, 0);
        rest.copyTo(key, prefix.length());
        return Bytes.wrap(key);
    }

    Bytes mark(String name) {
        return Bytes.utf8(prefix + "mark/" + name);
    }

    Bytes origin() {
        return Bytes.utf8(prefix + "origin");
    }

    String line() {
        return prefix + "line/";
    }

    KeyRange items() {
        return KeyRange.prefix(itemPrefix);
    }

    KeyRange claims() {
        return KeyRange.prefix(claimPrefix);
    }

    /** The arrival of an element after {@code seen}: it was put, or its claim was removed. */
    Change arrival(Rows seen) {
        KeyRange both = new KeyRange(claimPrefix, items().endExclusive());
        return new Change(both, seen.revision() + 1, seen.incarnation(), this::isArrival);
    }

    private boolean isArrival(WatchEvent event) {
        return event.key().startsWith(itemPrefix) != event.isDeletion();
    }

    /** Returns the priority part of an element's key, a text of four digits; longer or shorter for a foreign key. */
    String priorityOf(Bytes item) {
        String rest = item.slice(itemPrefix.length()).toUtf8();
        int end = rest.indexOf('/');
        return end < 0 ? "" : rest.substring(0, end);
    }

    /** Returns the hint of an element's key, or -1 for a foreign key. */
    long hintOf(Bytes item) {
        int offset = itemPrefix.length() + PRIORITY_DIGITS + 1;
        return item.length() < offset ? -1 : Names.hintAt(item, offset);
    }
}
