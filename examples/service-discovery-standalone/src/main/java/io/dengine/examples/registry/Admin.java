package io.dengine.examples.registry;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;

/** Changes the registry, one change for each run. */
public final class Admin {
    private Admin() {}

    public static void main(String[] args) {
        try (Client client = Registry.connect()) {
            switch (args.length == 0 ? "" : args[0] + args.length) {
                case "register4" -> {
                    client.put(Registry.key(args[1], args[2]), args[3]);
                    System.out.println("registered " + args[1] + "/" + args[2] + " at " + args[3]);
                }
                case "unregister3" -> {
                    boolean was = client.delete(Registry.key(args[1], args[2])).succeeded();
                    System.out.println((was ? "unregistered " : "there was no ") + args[1] + "/" + args[2]);
                }
                case "list1" -> {
                    for (KeyValue instance : client.scanPrefix(Registry.PREFIX).rows()) {
                        System.out.println(instance.keyText() + " is at " + instance.valueText());
                    }
                }
                default -> {
                    System.err.println("usage: register SERVICE INSTANCE ADDRESS | unregister SERVICE INSTANCE | list");
                    System.exit(2);
                }
            }
        } catch (EngineException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
