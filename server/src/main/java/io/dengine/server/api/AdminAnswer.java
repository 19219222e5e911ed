package io.dengine.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a node answers to an operator's request, as another node reads it. Fields that it does not know are skipped, so
 * that nodes of different versions understand each other.
 *
 * @param clusterId the identity of the cluster, 32 hexadecimal digits
 * @param configuration the members in force
 */
public record AdminAnswer(String clusterId, Configuration configuration) {
    private static final JsonFactory JSON = new JsonFactory();

    /** @throws IOException if it is no such answer */
    static AdminAnswer parse(String text) throws IOException {
        String clusterId = "";
        long index = 0;
        List<Member> members = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(text)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("cluster_id")) {
                    clusterId = parser.getText();
                } else if (name.equals("configuration_index")) {
                    index = parser.getLongValue();
                } else if (name.equals("members") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        members.add(member(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        try {
            return new AdminAnswer(clusterId, new Configuration(index, members));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a list of members: " + e.getMessage(), e);
        }
    }

    private static Member member(JsonParser parser) throws IOException {
        int id = 0;
        String address = "";
        Member.Role role = Member.Role.READ_ONLY;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "id" -> id = parser.getIntValue();
                case "address" -> address = parser.getText();
                case "role" -> role = role(parser.getText());
                default -> parser.skipChildren();
            }
        }
        return new Member(id, address, 0, role);
    }

    private static Member.Role role(String text) throws IOException {
        for (Member.Role role : Member.Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
                return role;
            }
        }
        throw new IOException("no such role: " + text);
    }

    /** @throws IOException if it is not the shape that errors have */
    static RefusedException parseRefusal(String text) throws IOException {
        String code = "";
        String message = "";
        try (JsonParser parser = JSON.createParser(text)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "code" -> code = parser.getText();
                    case "message" -> message = parser.getText();
                    default -> parser.skipChildren();
                }
            }
        }
        for (Refusal refusal : Refusal.values()) {
            if (ErrorCode.of(refusal).name().equals(code)) {
                // Of the refusals that share a code, this one promises least.
                boolean unknown = ErrorCode.of(refusal) == ErrorCode.CONNECTION_TIMEOUT;
                return new RefusedException(unknown ? Refusal.OUTCOME_UNKNOWN : refusal, CoreStatus.NO_LEADER, message);
            }
        }
        throw new IOException("no such error: " + code);
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("expected " + expected + ", not " + found);
        }
    }
}
