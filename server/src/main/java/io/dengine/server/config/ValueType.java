package io.dengine.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** The type of a key's values. Each type converts the values of a TOML file and the text of an environment variable. */
sealed interface ValueType {
    /** Thrown for a value that does not fit. The message says what was expected, for example "a whole number". */
    final class Mismatch extends Exception {
        private static final long serialVersionUID = 1L;

        Mismatch(String expected) {
            super(expected, null, false, false);
        }
    }

    /** Converts a value of the TOML parser to the form in which this type holds it. */
    Object fromToml(Object raw) throws Mismatch;

    /** Converts the text of an environment variable to the form in which this type holds it. */
    Object fromText(String text) throws Mismatch;

    /** Returns a description for the reference page and for messages, for example "a whole number, 1 to 65535". */
    String description();

    /** A whole number within bounds, both included. Held as a {@link Long}. */
    record Whole(long min, long max) implements ValueType {
        @Override
        public Object fromToml(Object raw) throws Mismatch {
            if (raw instanceof Long value && value >= min && value <= max) {
                return value;
            }
            throw new Mismatch(description());
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            try {
                return fromToml(Long.valueOf(text.strip().replace("_", "")));
            } catch (NumberFormatException e) {
                throw new Mismatch(description());
            }
        }

        @Override
        public String description() {
            if (max == Long.MAX_VALUE) {
                return min == Long.MIN_VALUE ? "a whole number" : "a whole number, at least " + min;
            }
            return "a whole number, " + min + " to " + max;
        }
    }

    /** True or false. Held as a {@link Boolean}. */
    record Flag() implements ValueType {
        @Override
        public Object fromToml(Object raw) throws Mismatch {
            if (raw instanceof Boolean) {
                return raw;
            }
            throw new Mismatch(description());
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "1" -> true;
                case "false", "0" -> false;
                default -> throw new Mismatch(description());
            };
        }

        @Override
        public String description() {
            return "true or false";
        }
    }

    /** Text of any content up to a length. Held as a {@link String}. */
    record Text(int maxLength, String meaning) implements ValueType {
        @Override
        public Object fromToml(Object raw) throws Mismatch {
            if (raw instanceof String text && !text.isEmpty() && text.length() <= maxLength) {
                return text;
            }
            throw new Mismatch(description());
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            return fromToml(text);
        }

        @Override
        public String description() {
            return meaning + " in quotes";
        }
    }

    /** One of a few names. Held as the {@link String} in the list, whatever the case of its letters in the file. */
    record Choice(List<String> names) implements ValueType {
        public Choice {
            names = List.copyOf(names);
        }

        @Override
        public Object fromToml(Object raw) throws Mismatch {
            if (raw instanceof String text) {
                String found = find(text);
                if (found != null) {
                    return found;
                }
            }
            throw new Mismatch(description());
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            return fromToml(text.strip());
        }

        private @Nullable String find(String text) {
            for (String name : names) {
                if (name.equalsIgnoreCase(text)) {
                    return name;
                }
            }
            return null;
        }

        @Override
        public String description() {
            return "one of \"" + String.join("\", \"", names) + "\"";
        }
    }

    /** Host and port, as {@code "host:port"} or {@code "[ipv6]:port"}. Held as an {@link Address}. */
    record HostPort() implements ValueType {
        @Override
        public Object fromToml(Object raw) throws Mismatch {
            Address address = raw instanceof String text ? Address.parse(text) : null;
            if (address == null) {
                throw new Mismatch(description());
            }
            return address;
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            return fromToml(text.strip());
        }

        @Override
        public String description() {
            return "an address as \"host:port\", with a port from 1 to 65535";
        }
    }

    /** Names, as a list of strings, or separated by commas in the environment. Held as a {@link List}. */
    record Names() implements ValueType {
        @Override
        public Object fromToml(Object raw) throws Mismatch {
            if (raw instanceof TomlArray array) {
                return names(array.toList());
            }
            if (raw instanceof List<?> list) {
                return names(list);
            }
            throw new Mismatch(description());
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            return names(List.of(text.strip().split("\\s*,\\s*")));
        }

        private List<String> names(List<?> raw) throws Mismatch {
            List<String> names = new ArrayList<>();
            for (Object each : raw) {
                if (!(each instanceof String name) || name.isBlank() || name.length() > 255) {
                    throw new Mismatch(description());
                }
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
            return List.copyOf(names);
        }

        @Override
        public String description() {
            return "a list of names, such as [\"node1.example\"]";
        }
    }

    /** The list of nodes. Read by {@link MemberReader}; cannot be set by the environment. */
    record Members() implements ValueType {
        @Override
        public Object fromToml(Object raw) throws Mismatch {
            throw new Mismatch(description());
        }

        @Override
        public Object fromText(String text) throws Mismatch {
            throw new Mismatch(description() + ", and only in a file");
        }

        @Override
        public String description() {
            return "a list of tables { id, address, role, status }";
        }
    }
}
