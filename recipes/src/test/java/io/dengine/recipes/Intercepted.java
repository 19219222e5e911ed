package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client whose requests a test can delay, and whose answers it can lose. */
final class Intercepted {
    private Intercepted() {}

    /** Sees each request before it is sent. */
    interface Interceptor {
        /**
         * Returns the answer that the caller gets.
         *
         * @param method the name of the method of {@link AsyncClient}
         * @param arguments its arguments
         * @param sending sends the request; the test decides when, and whether at all
         */
        CompletableFuture<?> request(String method, Object[] arguments, Sending sending);
    }

    /** Sends an intercepted request. */
    interface Sending {
        CompletableFuture<Object> send();

        /** Sends the request once {@code condition} has completed. */
        default CompletableFuture<Object> after(CompletableFuture<?> condition) {
            return condition.thenCompose(nothing -> send());
        }
    }

    static Client of(Client real, Interceptor interceptor) {
        AsyncClient async = intercepting(real.async(), interceptor);
        return (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("async") ? async : call(real, method, arguments);
                });
    }

    private static AsyncClient intercepting(AsyncClient real, Interceptor interceptor) {
        return (AsyncClient) Proxy.newProxyInstance(
                AsyncClient.class.getClassLoader(), new Class<?>[] {AsyncClient.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("blocking")) {
                        return transacting(real.blocking(), (AsyncClient) proxy);
                    }
                    if (method.getReturnType() != CompletableFuture.class || arguments == null) {
                        return call(real, method, arguments);
                    }
                    Object answer =
                            interceptor.request(method.getName(), arguments, () -> request(real, method, arguments));
                    return answer;
                });
    }

    /** A client that waits for its transactions, which are intercepted as well. */
    private static Client transacting(Client real, AsyncClient async) {
        return (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("transact")
                            ? real.await(async.transact((Transaction) arguments[0]))
                            : call(real, method, arguments);
                });
    }

    private static CompletableFuture<Object> request(AsyncClient real, Method method, Object[] arguments) {
        try {
            return ((CompletableFuture<?>) Objects.requireNonNull(call(real, method, arguments)))
                    .thenApply(answer -> answer);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
