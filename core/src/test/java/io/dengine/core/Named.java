package io.dengine.core;

/** A waiter that is its name, so that tests and their failures can be read. */
public record Named(String name) implements Waiter {
    public static Waiter waiter(String name) {
        return new Named(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
