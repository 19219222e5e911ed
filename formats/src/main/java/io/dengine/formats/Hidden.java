package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Encodings that are private to their package, called by reflection. */
final class Hidden {
    private Hidden() {}

    static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the format of " + name + " has moved", e);
        }
    }

    /**
     * Calls a method of {@code type}: a static one with {@code argument}, or one of {@code argument} without
     * parameters.
     */
    static Object call(Class<?> type, String method, Object argument) {
        Method found = method(type, method);
        Object result =
                Modifier.isStatic(found.getModifiers()) ? invoke(found, null, argument) : invoke(found, argument);
        if (result == null) {
            throw new IllegalStateException(method + " returns nothing");
        }
        return result;
    }

    /** Calls a method that writes {@code value} to {@code writer}. */
    static void write(Class<?> type, String method, Object value, BytesWriter writer) {
        invoke(method(type, method), value, writer);
    }

    private static @Nullable Object invoke(Method method, @Nullable Object receiver, Object... arguments) {
        try {
            method.setAccessible(true);
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(Class<?> type, String name) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                return method;
            }
        }
        throw new IllegalStateException(type.getName() + " has no " + name + "");
    }

    /** Returns the format of a record with {@code encode()} and a static {@code decode(Bytes)}. */
    static Format record(String name, String className) {
        Class<?> type = type(className);
        return new Format(
                name,
                Samples.of(type),
                value -> (Bytes) call(type, "encode", value),
                bytes -> call(type, "decode", bytes));
    }
}
