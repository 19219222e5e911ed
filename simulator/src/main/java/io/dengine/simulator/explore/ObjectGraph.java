package io.dengine.simulator.explore;

import io.dengine.bytes.Bytes;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sun.reflect.ReflectionFactory;

/**
 * Copies and fingerprints objects field by field. So the state of a core can be stored and compared although it has no
 * such methods, and no field that is added to it can be forgotten.
 *
 * <p>Records, enums, strings, boxed numbers and immutable lists are values: copies share them.
 */
final class ObjectGraph {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    /**
     * The class whose contents are ignored: the number of random numbers that a core has drawn only shifts deadlines,
     * which the search shifts itself.
     */
    private static final String CHANCE = "Prng";

    private static final int MOST_RECORDS = 50_000;
    private static final ThreadLocal<IdentityHashMap<Object, Long>> RECORDS =
            ThreadLocal.withInitial(IdentityHashMap::new);

    private ObjectGraph() {}

    private enum Kind {
        /** A value compared by {@link Object#hashCode()}. */
        SCALAR,
        ENUM,
        RECORD,
        FIXED_LIST,
        LIST,
        DEQUE,
        MAP,
        ARRAY,
        OBJECT
    }

    private record Shape(
            Kind kind, List<Field> fields, @Nullable Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            Kind kind = kindOf(type);
            if (kind != Kind.OBJECT && kind != Kind.RECORD) {
                return new Shape(kind, List.of(), null);
            }
            List<Field> fields = new ArrayList<>();
            for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        fields.add(field);
                    }
                }
            }
            return new Shape(kind, List.copyOf(fields), kind == Kind.OBJECT ? allocator(type) : null);
        }

        private static Kind kindOf(Class<?> type) {
            if (type.isArray()) {
                return Kind.ARRAY;
            }
            if (Enum.class.isAssignableFrom(type)) {
                return Kind.ENUM;
            }
            if (type.isRecord()) {
                return Kind.RECORD;
            }
            if (type == ArrayList.class) {
                return Kind.LIST;
            }
            if (type == ArrayDeque.class) {
                return Kind.DEQUE;
            }
            if (type == TreeMap.class) {
                return Kind.MAP;
            }
            if (type == Bytes.class || type == String.class || Number.class.isAssignableFrom(type)) {
                return Kind.SCALAR;
            }
            if (type == Boolean.class || type == Object.class) {
                return Kind.SCALAR;
            }
            if (List.class.isAssignableFrom(type)) {
                return Kind.FIXED_LIST;
            }
            if (type.isHidden() || type.getName().startsWith("java.")) {
                throw new IllegalStateException("cannot copy an object with a field of type " + type.getName());
            }
            return Kind.OBJECT;
        }

        private static Constructor<?> allocator(Class<?> type) {
            try {
                Constructor<?> ofObject = Object.class.getDeclaredConstructor();
                return ReflectionFactory.getReflectionFactory().newConstructorForSerialization(type, ofObject);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns a copy that shares no mutable object with {@code root}. */
    static Object copy(Object root) {
        try {
            return new Copier().copy(root);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a 64-bit hash. Except for collisions, it differs if any object reachable from {@code root} differs. */
    static long fingerprint(Object root) {
        try {
            return new Hasher().hash(root);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Mixes another value into a fingerprint. */
    static long mix(long fingerprint, long value) {
        long mixed = (fingerprint ^ value) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 29;
        mixed *= 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 32;
    }

    private static final class Copier {
        private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>(64);

        Object copy(Object original) throws ReflectiveOperationException {
            Shape shape = SHAPES.get(original.getClass());
            return switch (shape.kind()) {
                case SCALAR, ENUM, RECORD, FIXED_LIST -> original;
                case LIST -> copyInto(new ArrayList<>(((List<?>) original).size()), (List<?>) original);
                case DEQUE ->
                    copyInto(new ArrayDeque<>(((ArrayDeque<?>) original).size() + 1), (ArrayDeque<?>) original);
                case MAP -> copyMap((Map<?, ?>) original);
                case ARRAY -> copyArray(original);
                case OBJECT -> copyObject(original, shape);
            };
        }

        private Object copyInto(Collection<Object> copied, Collection<?> original) throws ReflectiveOperationException {
            for (Object element : original) {
                copied.add(copy(element));
            }
            return copied;
        }

        private Object copyMap(Map<?, ?> original) throws ReflectiveOperationException {
            Map<Object, Object> copied = new TreeMap<>();
            for (Map.Entry<?, ?> entry : original.entrySet()) {
                copied.put(entry.getKey(), copy(entry.getValue()));
            }
            return copied;
        }

        private Object copyArray(Object original) throws ReflectiveOperationException {
            if (original instanceof long[] longs) {
                return longs.clone();
            }
            if (original instanceof int[] ints) {
                return ints.clone();
            }
            @Nullable Object[] copied = ((@Nullable Object[]) original).clone();
            for (int i = 0; i < copied.length; i++) {
                Object element = copied[i];
                if (element != null) {
                    copied[i] = copy(element);
                }
            }
            return copied;
        }

        private Object copyObject(Object original, Shape shape) throws ReflectiveOperationException {
            Object known = copies.get(original);
            Constructor<?> constructor = shape.constructor();
            if (known != null || constructor == null) {
                return known == null ? original : known;
            }
            Object copied = constructor.newInstance();
            copies.put(original, copied);
            for (Field field : shape.fields()) {
                Class<?> type = field.getType();
                if (type == long.class) {
                    field.setLong(copied, field.getLong(original));
                } else if (type == int.class) {
                    field.setInt(copied, field.getInt(original));
                } else if (type.isPrimitive()) {
                    field.set(copied, field.get(original));
                } else {
                    Object value = field.get(original);
                    field.set(copied, value == null ? null : copy(value));
                }
            }
            return copied;
        }
    }

    private static final class Hasher {
        private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>(64);

        long hash(Object value) throws ReflectiveOperationException {
            Shape shape = SHAPES.get(value.getClass());
            return switch (shape.kind()) {
                case SCALAR -> value instanceof Long number ? number : value.hashCode();
                case ENUM -> ((Enum<?>) value).ordinal();
                case RECORD -> hashRecord(value, shape);
                case FIXED_LIST, LIST, DEQUE -> hashAll((Collection<?>) value);
                case MAP -> mix(hashAll(((Map<?, ?>) value).keySet()), hashAll(((Map<?, ?>) value).values()));
                case ARRAY -> hashArray(value);
                case OBJECT -> hashObject(value, shape);
            };
        }

        /** Hashes a record. Records are immutable and copies share them, so most hashes are known already. */
        private long hashRecord(Object value, Shape shape) throws ReflectiveOperationException {
            IdentityHashMap<Object, Long> known = RECORDS.get();
            Long before = known.get(value);
            if (before != null) {
                return before;
            }
            long sum = hashFields(value, shape);
            if (known.size() >= MOST_RECORDS) {
                known.clear();
            }
            known.put(value, sum);
            return sum;
        }

        private long hashAll(Collection<?> values) throws ReflectiveOperationException {
            long sum = values.size();
            for (Object value : values) {
                sum = mix(sum, hash(value));
            }
            return sum;
        }

        private long hashArray(Object array) throws ReflectiveOperationException {
            long sum = 17;
            if (array instanceof long[] longs) {
                for (long value : longs) {
                    sum = mix(sum, value);
                }
                return sum;
            }
            if (array instanceof int[] ints) {
                for (int value : ints) {
                    sum = mix(sum, value);
                }
                return sum;
            }
            for (@Nullable Object element : (@Nullable Object[]) array) {
                sum = element == null ? sum + 1 : mix(sum, hash(element));
            }
            return sum;
        }

        private long hashObject(Object value, Shape shape) throws ReflectiveOperationException {
            if (value.getClass().getSimpleName().equals(CHANCE)) {
                return 0;
            }
            Integer before = seen.putIfAbsent(value, seen.size());
            return before == null ? hashFields(value, shape) : before;
        }

        private long hashFields(Object value, Shape shape) throws ReflectiveOperationException {
            long sum = value.getClass().getName().hashCode();
            for (Field field : shape.fields()) {
                Class<?> type = field.getType();
                if (type == long.class) {
                    sum = mix(sum, field.getLong(value));
                } else if (type == int.class) {
                    sum = mix(sum, field.getInt(value));
                } else {
                    Object part = field.get(value);
                    sum = mix(sum, part == null ? 5 : hash(part));
                }
            }
            return sum;
        }
    }
}
