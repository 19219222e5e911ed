package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A registry of the processes that offer services, and of their addresses.
 *
 * <pre>{@code
 *   ServiceRegistry registry = ServiceRegistry.of(client, "production");
 *   try (Registration registration = registry.register(ServiceInstance.of("search", "node-7", "10.0.0.7:80"))) { ... }
 *
 *   try (ServiceView view = registry.view("search")) {
 *       view.instances();
 *   }
 * }</pre>
 *
 * <p>An instance stays registered while its process lives, and at most one TTL longer. The keys begin with the name and
 * {@code /.services/}, followed by the service and the id; the value is a URL-encoded form, which any language can
 * write. Thread-safe.
 */
public final class ServiceRegistry {
    private static final System.Logger LOG = System.getLogger(ServiceRegistry.class.getName());

    private final Session session;
    private final String prefix;
    private final String marks;

    private ServiceRegistry(Session session, String name) {
        this.session = session;
        this.prefix = Names.prefix(name, "services");
        this.marks = Names.prefix(name, "services-left");
    }

    /** Returns the registry of this name, in a session of its own. */
    public static ServiceRegistry of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** Returns the registry of this name; registrations live as long as {@code session}. */
    public static ServiceRegistry of(Session session, String name) {
        return new ServiceRegistry(session, name);
    }

    /** Registers {@code instance} as always healthy, see {@link #register(ServiceInstance, HealthCheck, Duration)}. */
    public Registration register(ServiceInstance instance) {
        return register(instance, () -> true, Duration.ofDays(1));
    }

    /**
     * Registers {@code instance} while it is healthy, until the returned registration is closed. Works in the
     * background and continues after outages and lost leases. Replaces an earlier process with the same id.
     *
     * @param interval the time between two calls of {@code check}; at least one millisecond
     */
    public Registration register(ServiceInstance instance, HealthCheck check, Duration interval) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("the interval must be at least one millisecond but is " + interval);
        }
        Bytes key = Bytes.utf8(prefix + instance.service() + "/" + instance.id());
        return new Registration(session, key, marks, instance, new Registration.Health(check, interval)).start();
    }

    /**
     * Returns the instances of {@code service}, sorted by id (linearizable read). Entries that cannot be decoded are
     * logged and left out.
     *
     * @throws EngineException if the instances cannot be read
     */
    public List<ServiceInstance> list(String service) {
        AsyncClient client = session.client();
        return client.blocking()
                .await(client.scan(RangeQuery.of(range(service)), ReadOptions.LINEARIZABLE)
                        .thenApply(rows -> decode(service, rows.rows())));
    }

    /**
     * Returns a cached view of the instances of {@code service}. {@link ServiceView#ready} completes when they have
     * been read.
     */
    public ServiceView view(String service) {
        PrefixView view = new PrefixView(session.client(), range(service)).start();
        return new ServiceView(view, rows -> decode(service, rows));
    }

    private String prefixOf(String service) {
        return prefix + service + "/";
    }

    private KeyRange range(String service) {
        return KeyRange.prefix(Bytes.utf8(prefixOf(service)));
    }

    private List<ServiceInstance> decode(String service, Collection<KeyValue> rows) {
        List<ServiceInstance> instances = new ArrayList<>(rows.size());
        int idBegin = prefixOf(service).length();
        for (KeyValue row : rows) {
            try {
                instances.add(ServiceInstance.decode(service, row.keyText().substring(idBegin), row.value()));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "The key {0} is no instance of a service: {1}", row.keyText(), e.getMessage());
            }
        }
        return List.copyOf(instances);
    }
}
