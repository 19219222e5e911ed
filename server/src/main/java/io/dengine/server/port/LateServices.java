package io.dengine.server.port;

import io.grpc.BindableService;
import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gRPC services of a port, which is bound before they exist. */
final class LateServices extends HandlerRegistry {
    private volatile List<ServerServiceDefinition> services = List.of();
    private volatile Map<String, ServerMethodDefinition<?, ?>> methods = Map.of();

    void serve(List<BindableService> served) {
        Map<String, ServerMethodDefinition<?, ?>> found = new HashMap<>();
        services = served.stream().map(BindableService::bindService).toList();
        for (ServerServiceDefinition service : services) {
            for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                found.put(method.getMethodDescriptor().getFullMethodName(), method);
            }
        }
        methods = Map.copyOf(found);
    }

    @Override
    public List<ServerServiceDefinition> getServices() {
        return services;
    }

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        return methods.get(methodName);
    }
}
