package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.command.Command;
import io.dengine.core.log.Entry;
import io.dengine.core.message.Message;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates one value of every kind that a type has: each record of a sealed interface, each constant of an enum. Fields
 * are filled by type, with distinct numbers, so that a new record or field is covered automatically.
 */
final class Samples {
    private static final int DEPTH = 6;

    private long next = 1;

    private Samples() {}

    /** Returns values of {@code type}: at least one of each of its records, in the order of their declaration. */
    static List<Object> of(Class<?> type) {
        List<Object> samples = new ArrayList<>();
        for (Class<?> record : recordsOf(type)) {
            for (int variant = 0; variant < variantsOf(record); variant++) {
                samples.add(new Samples().record(record, variant, DEPTH));
            }
        }
        return samples;
    }

    private static List<Class<?>> recordsOf(Class<?> type) {
        if (!type.isSealed()) {
            return List.of(type);
        }
        List<Class<?>> records = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            records.addAll(recordsOf(permitted));
        }
        return records;
    }

    /**
     * Returns the length of the longest list of choices among the fields and their fields: with that many values, each
     * choice occurs once.
     */
    private static int variantsOf(Class<?> record) {
        return variantsOf(record, DEPTH);
    }

    private static int variantsOf(Class<?> record, int depth) {
        int variants = 1;
        if (record.isRecord() && depth > 0) {
            for (RecordComponent component : record.getRecordComponents()) {
                Class<?> type = component.getType();
                variants = Math.max(variants, choicesOf(type));
                if (type.isRecord()) {
                    variants = Math.max(variants, variantsOf(type, depth - 1));
                }
            }
        }
        return variants;
    }

    private static int choicesOf(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants().length;
        }
        return type.isSealed() ? recordsOf(type).size() : type == boolean.class ? 2 : 1;
    }

    private Object record(Class<?> type, int variant, int depth) {
        if (!type.isRecord()) {
            throw new IllegalStateException("Samples only creates records, not " + type.getName());
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i].getGenericType(), types[i], variant, depth - 1);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return fitting(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "no sample of " + type.getName() + " from " + Arrays.toString(values), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no sample of " + type.getName(), e);
        }
    }

    /**
     * Adapts a value to rules that its type does not express: entries are contiguous, a session contains no session,
     * and an encoding is that of what is beside it.
     */
    private static Object fitting(Object value) {
        if (value instanceof Message.Append append) {
            List<Entry> entries = new ArrayList<>();
            long index = append.prev().index();
            for (Entry entry : append.entries()) {
                entries.add(new Entry(++index, append.prev().term(), index, entry.kind(), entry.payload()));
            }
            return new Message.Append(
                    append.term(),
                    append.exchange(),
                    append.round(),
                    append.prev(),
                    append.commitIndex(),
                    entries,
                    Math.floorMod(append.promiseNanos(), Message.MAX_PROMISE_NANOS));
        }
        if (value instanceof Call.Write write) {
            return new Call.Write(write.command());
        }
        if (value instanceof Answer.Wrote wrote) {
            return new Answer.Wrote(wrote.reply());
        }
        if (value instanceof Command.WithSession within && !isAllowedWithin(within.command())) {
            return new Command.WithSession(
                    within.sessionId(),
                    within.sequence(),
                    within.acknowledgedUpTo(),
                    new Command.Put(Bytes.utf8("key"), Bytes.utf8("value")));
        }
        return value;
    }

    private static boolean isAllowedWithin(Command command) {
        return !(command instanceof Command.WithSession)
                && !command.getClass().getSimpleName().startsWith("Session");
    }

    private @Nullable Object value(Type generic, Class<?> type, int variant, int depth) {
        if (type == long.class || type == Long.class) {
            return next++ * 100;
        } else if (type == int.class || type == Integer.class) {
            return (int) next++;
        } else if (type == boolean.class) {
            return variant % 2 == 0;
        } else if (type == String.class) {
            return "text-" + next++;
        } else if (type == Bytes.class) {
            return Bytes.utf8("bytes-" + next++);
        } else if (type == Throwable.class) {
            return null; // no encoding contains one
        } else if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[variant % constants.length];
        } else if (List.class.isAssignableFrom(type)) {
            return list((ParameterizedType) generic, variant, depth);
        } else if (type == Optional.class) {
            return Optional.of(list((ParameterizedType) generic, variant, depth).get(0));
        }
        List<Class<?>> records = recordsOf(type);
        return record(records.get(variant % records.size()), type.isSealed() ? 0 : variant, depth);
    }

    private List<Object> list(ParameterizedType type, int variant, int depth) {
        Type element = type.getActualTypeArguments()[0];
        Class<?> raw = element instanceof Class<?> plain ? plain : Object.class;
        List<Object> values = new ArrayList<>();
        if (depth > 0) {
            int count = Math.max(2, Math.max(choicesOf(raw), raw.isRecord() ? variantsOf(raw) : 1));
            for (int i = 0; i < count; i++) {
                values.add(Objects.requireNonNull(value(element, raw, variant + i, depth - 1)));
            }
        }
        return values;
    }
}
