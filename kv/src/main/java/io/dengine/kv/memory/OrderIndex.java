package io.dengine.kv.memory;

import io.dengine.bytes.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys in order: a B+ tree of key ids. One thread writes; any thread walks, if it has a pin.
 *
 * <pre>
 *   Inner   children, separated by bytes: what is before, and what is not before
 *     '---- int[]   a leaf: ids of keys in order; replaced as a whole
 * </pre>
 *
 * <p>A leaf never changes, and the children of an inner node are only replaced by others for the same keys. If the
 * number of children changes, the node itself is replaced. So who walks through a node that was replaced meanwhile
 * still visits each key that was there when the walk began, once and in order.
 */
final class OrderIndex {
    private static final int FANOUT = 64;
    private static final int MAX_DEPTH = 16;
    private static final int[] EMPTY_LEAF = {};
    private static final VarHandle CHILD = MethodHandles.arrayElementVarHandle(Object[].class);

    private final Keys keys;
    private volatile Object root = EMPTY_LEAF;

    // ---- owned by the writer: where it has descended
    private final Inner[] path = new Inner[MAX_DEPTH];
    private final int[] taken = new int[MAX_DEPTH];
    private int depth;

    OrderIndex(Keys keys) {
        this.keys = keys;
    }

    /** A node with children, of which the one at {@code i} has the keys from {@code firsts[i - 1]} on. */
    private static final class Inner {
        private final Bytes[] firsts;
        private final Object[] children;

        Inner(Bytes[] firsts, Object[] children) {
            this.firsts = firsts;
            this.children = children;
        }

        Object child(int i) {
            return CHILD.getAcquire(children, i);
        }

        /** Returns the child that has, or would have, this key. */
        int childFor(Bytes key) {
            int low = 0;
            int high = firsts.length;
            while (low < high) {
                int middle = low + high >>> 1;
                if (firsts[middle].compareTo(key) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** Returns the node with two children in the place of one. */
        Inner split(int i, Object left, Object right, Bytes firstOfRight) {
            Bytes[] moreFirsts = inserted(firsts, i, firstOfRight);
            Object[] more = inserted(children, i + 1, right);
            more[i] = left;
            return new Inner(moreFirsts, more);
        }

        Inner part(int from, int to) {
            return new Inner(Arrays.copyOfRange(firsts, from, to - 1), Arrays.copyOfRange(children, from, to));
        }

        /** Returns the node without a child; the one before it, or else after it, takes its keys. */
        Inner without(int i) {
            return new Inner(removed(firsts, Math.max(0, i - 1)), removed(children, i));
        }

        private static <T> T[] inserted(T[] array, int at, T element) {
            T[] longer = Arrays.copyOf(array, array.length + 1);
            System.arraycopy(array, at, longer, at + 1, array.length - at);
            longer[at] = element;
            return longer;
        }

        private static <T> T[] removed(T[] array, int at) {
            T[] shorter = Arrays.copyOf(array, array.length - 1);
            System.arraycopy(array, at + 1, shorter, at, shorter.length - at);
            return shorter;
        }
    }

    // ---- any thread that has a pin

    /**
     * Returns a walk over the keys of a range.
     *
     * @param endExclusive the end of the range; null for all that follow
     */
    Walk walk(Bytes first, @Nullable Bytes endExclusive, boolean descending) {
        return new Walk(first, endExclusive, descending);
    }

    /** A walk over keys. One thread at a time. */
    final class Walk {
        private final Bytes first;
        private final @Nullable Bytes endExclusive;
        private final boolean descending;
        private final Inner[] nodes = new Inner[MAX_DEPTH];
        private final int[] positions = new int[MAX_DEPTH];
        private int levels;
        private int[] leaf = EMPTY_LEAF;
        private int from;
        private int to;
        private boolean isLast;

        private Walk(Bytes first, @Nullable Bytes endExclusive, boolean descending) {
            this.first = first;
            this.endExclusive = endExclusive;
            this.descending = descending;
            enter(root, true);
        }

        /** Returns the next key, or 0 at the end. */
        int next() {
            while (from == to) {
                if (isLast || !nextLeaf()) {
                    return 0;
                }
            }
            return descending ? leaf[--to] : leaf[from++];
        }

        private boolean nextLeaf() {
            while (levels > 0) {
                Inner node = nodes[levels - 1];
                int position = positions[levels - 1] + (descending ? -1 : 1);
                if (position >= 0 && position < node.children.length) {
                    positions[levels - 1] = position;
                    enter(node.child(position), false);
                    return true;
                }
                levels--;
            }
            return false;
        }

        /** Descends to a leaf: to the one where the walk begins, or to the next one. */
        private void enter(Object from, boolean begins) {
            Object node = from;
            while (node instanceof Inner inner) {
                int position = begins ? begin(inner) : descending ? inner.children.length - 1 : 0;
                nodes[levels] = inner;
                positions[levels++] = position;
                node = inner.child(position);
            }
            bound((int[]) node);
        }

        private int begin(Inner inner) {
            if (!descending) {
                return inner.childFor(first);
            }
            return endExclusive == null ? inner.children.length - 1 : inner.childFor(endExclusive);
        }

        private void bound(int[] entered) {
            leaf = entered;
            from = 0;
            to = entered.length;
            if (to == 0) {
                return;
            }
            if (keys.compare(first, entered[0]) > 0) {
                from = lowerBound(entered, first);
                isLast |= descending;
            }
            if (endExclusive != null && keys.compare(endExclusive, entered[to - 1]) <= 0) {
                to = Math.max(from, lowerBound(entered, endExclusive));
                isLast |= !descending;
            }
        }
    }

    /** Returns the position of the first key of a leaf that is not before {@code key}. */
    private int lowerBound(int[] leaf, Bytes key) {
        int low = 0;
        int high = leaf.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (keys.compare(key, leaf[middle]) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // ---- the writer

    /** Adds a key that is absent. */
    void add(int key, Bytes bytes) {
        int[] leaf = descend(bytes);
        int at = leaf.length > 0 && keys.compare(bytes, leaf[leaf.length - 1]) > 0
                ? leaf.length
                : lowerBound(leaf, bytes);
        int[] longer = new int[leaf.length + 1];
        System.arraycopy(leaf, 0, longer, 0, at);
        longer[at] = key;
        System.arraycopy(leaf, at, longer, at + 1, leaf.length - at);
        if (longer.length <= FANOUT) {
            replace(longer);
            return;
        }
        int cut = cut(at, longer.length);
        Bytes first = separator(keys.bytes(longer[cut - 1]), keys.bytes(longer[cut]));
        split(Arrays.copyOf(longer, cut), Arrays.copyOfRange(longer, cut, longer.length), first);
    }

    /** Returns where to split: in the middle, but keys that arrive in order leave full nodes behind them. */
    private static int cut(int changed, int length) {
        return changed == length - 1 ? length - 1 : length / 2;
    }

    /** Returns the shortest bytes that are after {@code left} and not after {@code right}. */
    private static Bytes separator(Bytes left, Bytes right) {
        int common = 0;
        while (common < left.length() && left.at(common) == right.at(common)) {
            common++;
        }
        return right.slice(0, common + 1).copy();
    }

    /** Descends to the leaf that has, or would have, this key. */
    private int[] descend(Bytes bytes) {
        depth = 0;
        Object node = root;
        while (node instanceof Inner inner) {
            path[depth] = inner;
            taken[depth] = inner.childFor(bytes);
            node = inner.children[taken[depth++]];
        }
        return (int[]) node;
    }

    /** Puts a node in the place of the one at which the path ends. */
    private void replace(Object node) {
        if (depth == 0) {
            root = node;
        } else {
            CHILD.setRelease(path[depth - 1].children, taken[depth - 1], node);
        }
    }

    /** Puts two nodes in the place of the one at which the path ends. */
    private void split(Object leftPart, Object rightPart, Bytes first) {
        Object left = leftPart;
        Object right = rightPart;
        Bytes firstOfRight = first;
        while (depth > 0) {
            depth--;
            int at = taken[depth];
            Inner grown = path[depth].split(at, left, right, firstOfRight);
            int length = grown.children.length;
            if (length <= FANOUT) {
                replace(grown);
                return;
            }
            int cut = cut(at + 1, length);
            left = grown.part(0, cut);
            right = grown.part(cut, length);
            firstOfRight = grown.firsts[cut - 1];
        }
        root = new Inner(new Bytes[] {firstOfRight}, new Object[] {left, right});
    }

    /** Removes a key that is present. */
    void remove(int key, Bytes bytes) {
        int[] leaf = descend(bytes);
        int at = lowerBound(leaf, bytes);
        if (leaf[at] != key) {
            throw new IllegalStateException("the order of keys lacks " + bytes);
        }
        int[] shorter = new int[leaf.length - 1];
        System.arraycopy(leaf, 0, shorter, 0, at);
        System.arraycopy(leaf, at + 1, shorter, at, shorter.length - at);
        if (shorter.length == 0) {
            removeNode();
        } else if (shorter.length > FANOUT / 4 || !merge(shorter)) {
            replace(shorter);
        }
    }

    /** Removes the node at which the path ends, and those above that have no other child. */
    private void removeNode() {
        while (depth > 0) {
            Inner parent = path[--depth];
            if (parent.children.length > 1) {
                replace(parent.without(taken[depth]));
                lowerRoot();
                return;
            }
        }
        root = EMPTY_LEAF;
    }

    private void lowerRoot() {
        while (root instanceof Inner inner && inner.children.length == 1) {
            root = inner.children[0];
        }
    }

    /** Puts a leaf that became short together with the one after or before it, if that has room. */
    private boolean merge(int[] leaf) {
        if (depth == 0) {
            return false;
        }
        Inner parent = path[depth - 1];
        int at = taken[depth - 1];
        int other = at + 1 < parent.children.length ? at + 1 : at - 1;
        if (other < 0 || leaf.length + ((int[]) parent.children[other]).length > FANOUT * 3 / 4) {
            return false;
        }
        int[] neighbour = (int[]) parent.children[other];
        int[] left = other > at ? leaf : neighbour;
        int[] right = other > at ? neighbour : leaf;
        int[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        Inner fewer = parent.without(Math.max(at, other));
        fewer.children[Math.min(at, other)] = both;
        depth--;
        replace(fewer);
        lowerRoot();
        return true;
    }
}
