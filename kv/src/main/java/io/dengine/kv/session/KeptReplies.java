package io.dengine.kv.session;

import io.dengine.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The replies that a session keeps, by ascending sequence. Immutable: a changed copy shares all but a few nodes with
 * the original, so adding a reply takes about as long in a session with a thousand replies as in an empty one.
 *
 * <p>A treap: a search tree by sequence that is at the same time a heap by a hash of the sequence, which keeps it flat.
 * Its shape follows from its content alone.
 */
public final class KeptReplies implements Iterable<SessionState.Kept> {
    /** No replies. */
    public static final KeptReplies NONE = new KeptReplies(null);

    /** The approximate memory of a reply without its content, in bytes. */
    private static final int BYTES_PER_REPLY = 128;

    private final @Nullable Node root;

    private record Node(
            SessionState.Kept kept,
            @Nullable Node left,
            @Nullable Node right,
            int size,
            long bytes) {
        Node(SessionState.Kept kept, @Nullable Node left, @Nullable Node right) {
            this(
                    kept,
                    left,
                    right,
                    1 + sizeOf(left) + sizeOf(right),
                    kept.reply().length() + bytesOf(left) + bytesOf(right));
        }

        long sequence() {
            return kept.sequence();
        }

        private static int sizeOf(@Nullable Node node) {
            return node == null ? 0 : node.size();
        }

        private static long bytesOf(@Nullable Node node) {
            return node == null ? 0 : node.bytes();
        }
    }

    private KeptReplies(@Nullable Node root) {
        this.root = root;
    }

    public int size() {
        return Node.sizeOf(root);
    }

    /** Returns the size of all replies, in bytes. */
    public long bytes() {
        return Node.bytesOf(root);
    }

    /** Returns the approximate memory of all replies, in bytes. */
    public long weightBytes() {
        return bytes() + (long) BYTES_PER_REPLY * size();
    }

    /** Returns the reply to {@code sequence}, or null. */
    public @Nullable Bytes find(long sequence) {
        Node node = root;
        while (node != null && node.sequence() != sequence) {
            node = sequence < node.sequence() ? node.left() : node.right();
        }
        return node == null ? null : node.kept().reply();
    }

    /** Returns these replies with one more, whose sequence is not yet among them. */
    public KeptReplies with(long sequence, Bytes reply) {
        return new KeptReplies(insert(root, new SessionState.Kept(sequence, reply)));
    }

    /** Returns the replies after {@code sequence}. */
    public KeptReplies after(long sequence) {
        Node rest = after(root, sequence);
        return Node.sizeOf(rest) == size() ? this : new KeptReplies(rest);
    }

    private static Node insert(@Nullable Node node, SessionState.Kept kept) {
        if (node == null || isAbove(kept.sequence(), node.sequence())) {
            return new Node(kept, before(node, kept.sequence()), after(node, kept.sequence()));
        }
        return kept.sequence() < node.sequence()
                ? new Node(node.kept(), insert(node.left(), kept), node.right())
                : new Node(node.kept(), node.left(), insert(node.right(), kept));
    }

    private static @Nullable Node after(@Nullable Node node, long sequence) {
        if (node == null) {
            return null;
        }
        if (node.sequence() <= sequence) {
            return after(node.right(), sequence);
        }
        Node left = after(node.left(), sequence);
        return Node.sizeOf(left) == Node.sizeOf(node.left()) ? node : new Node(node.kept(), left, node.right());
    }

    private static @Nullable Node before(@Nullable Node node, long sequence) {
        if (node == null) {
            return null;
        }
        if (node.sequence() >= sequence) {
            return before(node.left(), sequence);
        }
        Node right = before(node.right(), sequence);
        return Node.sizeOf(right) == Node.sizeOf(node.right()) ? node : new Node(node.kept(), node.left(), right);
    }

    private static boolean isAbove(long sequence, long other) {
        int order = Long.compareUnsigned(mixed(sequence), mixed(other));
        return order > 0;
    }

    /** Mixes the bits of a number: a bijection whose results have no order in common with the numbers. */
    private static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public Iterator<SessionState.Kept> iterator() {
        ArrayDeque<Node> path = new ArrayDeque<>();
        descend(path, root);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !path.isEmpty();
            }

            @Override
            public SessionState.Kept next() {
                if (path.isEmpty()) {
                    throw new NoSuchElementException();
                }
                Node node = path.pop();
                descend(path, node.right());
                return node.kept();
            }
        };
    }

    private static void descend(ArrayDeque<Node> path, @Nullable Node from) {
        for (Node node = from; node != null; node = node.left()) {
            path.push(node);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof KeptReplies that) || size() != that.size()) {
            return false;
        }
        Iterator<SessionState.Kept> theirs = that.iterator();
        for (SessionState.Kept own : this) {
            if (!own.equals(theirs.next())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (SessionState.Kept kept : this) {
            hash = 31 * hash + kept.hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return size() + " replies";
    }
}
