package io.dengine.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.PeerFlow;
import io.dengine.core.membership.Member;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.port.Room;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NodeAlarmsTest {
    private static final Room AMPLE = new Room(Room.Level.AMPLE, 1L << 40, 192 << 20);
    private static final CoreStatus LEADS = new CoreStatus(RoleName.LEADER, 3, 1, true);
    private static final List<Member> MEMBERS = List.of(voter(1), voter(2), voter(3));

    private final Logger logger = (Logger) LoggerFactory.getLogger(OperatorLog.LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private NodeAlarms.Sample sample = new NodeAlarms.Sample(LEADS, AMPLE, 0, MEMBERS, peers(true), 10, 10);
    private long nowNanos = 77;
    private final NodeAlarms alarms = new NodeAlarms(() -> sample, new OperatorLog(1), () -> nowNanos);

    private static Member voter(int id) {
        return new Member(id, "127.0.0.1:908" + id, 0, Member.Role.VOTER);
    }

    private static PeerProgress peer(int id, boolean heard) {
        return new PeerProgress(id, 10, 0, false, heard, new PeerFlow(PeerFlow.Mode.PIPELINE, 11, 0), 1_000_000);
    }

    private static List<PeerProgress> peers(boolean third) {
        return List.of(peer(2, true), peer(3, third));
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    /** Looks once a second for so long; the lines that were written. */
    private List<String> pass(int seconds) {
        lines.list.clear();
        for (int i = 0; i < seconds; i++) {
            nowNanos += TimeUnit.SECONDS.toNanos(1);
            alarms.run();
        }
        return lines.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private void setRoom(Room room, long refused) {
        sample = new NodeAlarms.Sample(LEADS, room, refused, MEMBERS, peers(true), 10, 10);
    }

    @Test
    void aNearlyFullDiskIsSaidAtOnceRarelyRepeatedAndSaidToBeOver() {
        assertThat(pass(600)).isEmpty();
        setRoom(new Room(Room.Level.SHORT, 189L << 20, 192L << 20), 4);
        assertThat(pass(1))
                .containsExactly("WARN [Node 1] disk nearly full: 189.0 MiB are free, and below 192.0 MiB only what"
                        + " frees room is taken. 4 writes were refused for that since the last line. Nothing"
                        + " acknowledged is in danger, and leadership goes to a voter with room if there is one. Make"
                        + " room on the disk of the data directory");
        assertThat(pass(299)).isEmpty();
        setRoom(new Room(Room.Level.SHORT, 180L << 20, 192L << 20), 104);
        assertThat(pass(1)).hasSize(1).allMatch(line -> line.contains("100 writes were refused"));
        setRoom(AMPLE, 104);
        assertThat(pass(300)).hasSize(1).allMatch(line -> line.contains("has room again"));
    }

    @Test
    void aClusterWithoutLeaderIsAnErrorAfterHalfAMinuteAndEachOneAfterThat() {
        CoreStatus leaderless = new CoreStatus(RoleName.FOLLOWER, 3, CoreStatus.NO_LEADER, false);
        sample = new NodeAlarms.Sample(leaderless, AMPLE, 0, MEMBERS, List.of(), 10, 10);
        assertThat(pass(30)).isEmpty();
        assertThat(pass(1))
                .hasSize(1)
                .allMatch(line -> line.startsWith("ERROR [Node 1] no leader for 30 s"))
                .allMatch(line -> line.contains("2 at 127.0.0.1:9082, 3 at 127.0.0.1:9083"));
        assertThat(pass(30)).hasSize(1).allMatch(line -> line.contains("no leader for 60 s"));
    }

    @Test
    void aPeerThatIsSilentForAMinuteIsSaidWithWhatIsAtStake() {
        sample = new NodeAlarms.Sample(LEADS, AMPLE, 0, MEMBERS, peers(false), 10, 10);
        assertThat(pass(60)).isEmpty();
        assertThat(pass(1))
                .containsExactly(
                        "WARN [Node 1] node 3 silent for 60 s; 2 of 3 voters answer; one more loss stops writes");
        assertThat(pass(200)).isEmpty();
        setRoom(AMPLE, 0);
        assertThat(pass(1)).containsExactly("INFO [Node 1] node 3 answers again, after 261 s");
    }

    @Test
    void aLongReplayShowsThatItMoves() {
        sample = new NodeAlarms.Sample(LEADS, AMPLE, 0, MEMBERS, peers(true), 1_000, 2_800_000);
        assertThat(pass(1)).containsExactly("INFO [Node 1] replaying the log: applied 1000 of 2800000 entries");
        assertThat(pass(4)).hasSize(2);
        setRoom(AMPLE, 0);
        assertThat(pass(4)).isEmpty();
    }
}
