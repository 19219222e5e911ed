package io.dengine.recipes;

/** Whether an instance can do its work. Called by a thread of the registration's own, so it may block. */
@FunctionalInterface
public interface HealthCheck {
    /** Throwing counts as no. */
    boolean isHealthy() throws Exception;
}
