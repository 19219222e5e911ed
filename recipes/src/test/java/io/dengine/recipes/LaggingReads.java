package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client at a node that lags as far behind as each read allows. */
final class LaggingReads implements InvocationHandler {
    private final Object real;

    private LaggingReads(Object real) {
        this.real = real;
    }

    static Client of(Client real) {
        AsyncClient async = lagging(AsyncClient.class, real.async());
        return (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("async") ? async : call(real, method, arguments);
                });
    }

    private static <T> T lagging(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new LaggingReads(real)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null
                && arguments.length > 0
                && arguments[arguments.length - 1] instanceof ReadOptions read
                && read.level() == ReadLevel.EVENTUAL
                && read.atRevision() == 0
                && method.getReturnType() == CompletableFuture.class) {
            return readAsOld(method, arguments, read);
        }
        return call(real, method, arguments);
    }

    private @Nullable Object readAsOld(Method method, Object[] arguments, ReadOptions read) throws Throwable {
        if (read.minRevision() == 0) {
            return CompletableFuture.completedFuture(new Rows(List.of(), 1, false, 0));
        }
        Object[] older = arguments.clone();
        older[older.length - 1] = read.asOf(read.minRevision());
        return call(real, method, older);
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
