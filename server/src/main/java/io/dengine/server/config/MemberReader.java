package io.dengine.server.config;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Reads {@code initial_cluster}.
 *
 * <p>The original numbered role and status in two ways, and users' files mix both. So a member is a learner only if
 * both numberings, or one of them beyond doubt, call it one; every other member is a voter. A file cannot determine the
 * leader.
 */
final class MemberReader {
    private static final int FOLLOWER = 1;
    private static final int OLD_LEARNER = 3;
    private static final int LEARNER = 4;
    private static final int UNSAID = -1;
    private static final int PROMOTABLE = 1;
    private static final int READ_ONLY = 2;
    private static final int ACTIVE = 3;

    private final String file;
    private final Problems problems;

    MemberReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Returns the members that could be read, and reports the others as problems. */
    List<Member> read(TomlArray array) {
        Map<Integer, Member> members = new LinkedHashMap<>();
        for (int i = 0; i < array.size(); i++) {
            Origin origin = TomlSource.at(file, array.inputPositionOf(i));
            if (i >= Configuration.MAX_MEMBERS) {
                problems.error(origin, "cluster.initial_cluster may have " + Configuration.MAX_MEMBERS + " members");
                break;
            }
            if (!(array.get(i) instanceof TomlTable table)) {
                problems.error(origin, "cluster.initial_cluster must hold tables { id, address, role, status }");
                continue;
            }
            Member member = member(table, origin);
            if (member != null && members.putIfAbsent(member.id(), member) != null) {
                problems.error(origin, "cluster.initial_cluster names id " + member.id() + " twice");
            }
        }
        if (array.isEmpty()) {
            problems.error(
                    TomlSource.at(file, null),
                    "cluster.initial_cluster is empty; name at least this node, or leave the key out");
        }
        return new ArrayList<>(members.values());
    }

    private @Nullable Member member(TomlTable table, Origin origin) {
        for (String name : table.keySet()) {
            if (!List.of("id", "address", "role", "status", "name").contains(name)) {
                problems.warning(origin, "unknown key " + name + " in cluster.initial_cluster, ignored");
            }
        }
        Object id = table.get(List.of("id"));
        Object text = table.get(List.of("address"));
        Address address = text instanceof String string ? Address.parse(string) : null;
        if (!(id instanceof Long number) || number < 1 || number > Integer.MAX_VALUE) {
            problems.error(origin, "id must be a whole number, at least 1, in each table of cluster.initial_cluster");
            return null;
        }
        if (address == null) {
            problems.error(
                    origin,
                    "address must be \"host:port\" for node " + number + " in cluster.initial_cluster"
                            + (text == null ? "" : ", not " + TomlSource.shown(text)));
            return null;
        }
        Member.Role role = role(table.get(List.of("role")), table.get(List.of("status")), origin);
        return role == null ? null : new Member(number.intValue(), address.toString(), 0, role);
    }

    private Member.@Nullable Role role(@Nullable Object role, @Nullable Object status, Origin origin) {
        int roleNumber = roleNumber(role);
        int statusNumber = statusNumber(status);
        if (roleNumber < UNSAID) {
            problems.error(origin, "role must be \"voter\", \"learner\" or a number from 0 to 4");
            return null;
        }
        if (statusNumber < UNSAID) {
            problems.error(origin, "status must be \"active\", \"promotable\", \"read_only\" or a number from 0 to 3");
            return null;
        }
        if (roleNumber == LEARNER) {
            return statusNumber == READ_ONLY ? Member.Role.READ_ONLY : Member.Role.PROMOTABLE;
        }
        if (roleNumber == OLD_LEARNER && status instanceof String) {
            return switch (statusNumber) {
                case PROMOTABLE -> Member.Role.PROMOTABLE;
                case READ_ONLY -> Member.Role.READ_ONLY;
                default -> Member.Role.VOTER;
            };
        }
        if (roleNumber == OLD_LEARNER && statusNumber == UNSAID) {
            problems.warning(origin, "role = 3 without a status is taken as a voter; write role = \"learner\" for one");
        }
        if (roleNumber == OLD_LEARNER && (statusNumber == 0 || statusNumber == 1)) {
            return statusNumber == 0 ? Member.Role.PROMOTABLE : Member.Role.READ_ONLY;
        }
        return Member.Role.VOTER;
    }

    private static int roleNumber(@Nullable Object role) {
        if (role == null) {
            return UNSAID;
        }
        if (role instanceof Long number) {
            return number >= 0 && number <= LEARNER ? number.intValue() : Integer.MIN_VALUE;
        }
        return switch (word(role)) {
            case "voter", "follower", "candidate", "leader" -> FOLLOWER;
            case "learner" -> LEARNER;
            default -> Integer.MIN_VALUE;
        };
    }

    private static int statusNumber(@Nullable Object status) {
        if (status == null) {
            return UNSAID;
        }
        if (status instanceof Long number) {
            return number >= 0 && number <= ACTIVE ? number.intValue() : Integer.MIN_VALUE;
        }
        return switch (word(status)) {
            case "promotable" -> PROMOTABLE;
            case "read_only", "readonly" -> READ_ONLY;
            case "active" -> ACTIVE;
            default -> Integer.MIN_VALUE;
        };
    }

    private static String word(Object value) {
        return value instanceof String text ? text.strip().toLowerCase(Locale.ROOT) : "";
    }
}
