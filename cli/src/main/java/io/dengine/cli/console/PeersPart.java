package io.dengine.cli.console;

import io.dengine.server.console.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedStyle;

/** Shows the progress of the other members, as the leader knows it. */
final class PeersPart {
    private static final int ID = 5;
    private static final int STATE = 10;
    private static final int NUMBERS = 12 + 12 + 7 + 9 + 10;
    private static final int MIN_ADDRESS = 15;

    private final Palette palette;

    PeersPart(Palette palette) {
        this.palette = palette;
    }

    /** Returns the title and up to {@code count} lines. */
    List<Line> lines(Sample sample, int count, int width) {
        int address = Math.max(MIN_ADDRESS, Math.min(40, width - ID - STATE - NUMBERS));
        List<Line> lines = new ArrayList<>();
        lines.add(title(address));
        if (sample.peers().isEmpty()) {
            lines.add(new Line().add(why(sample.raft())));
            return lines;
        }
        boolean all = sample.peers().size() <= count;
        int shown = all ? sample.peers().size() : Math.max(0, count - 1);
        for (Sample.Peer peer : sample.peers().subList(0, shown)) {
            lines.add(line(peer, address));
        }
        if (!all && count > 0) {
            lines.add(new Line().add("and " + (sample.peers().size() - shown) + " more: a taller window shows all"));
        }
        return lines;
    }

    private static String why(Sample.Raft raft) {
        if (raft.voters() + raft.learners() <= 1) {
            return "this node is alone";
        }
        if (raft.role().equals("leader")) {
            return "this node has just begun to lead: its peers are shown in a moment";
        }
        return raft.leaderId() == 0
                ? "no leader, so the progress of peers is unknown"
                : "only the leader knows the progress of peers: select node " + raft.leaderId();
    }

    private Line title(int address) {
        return new Line()
                .left("PEER", ID, palette.title())
                .left("ADDRESS", address, palette.title())
                .left("STATE", STATE, palette.title())
                .right("MATCH", 12, palette.title())
                .right("NEXT", 12, palette.title())
                .right("FLIGHT", 7, palette.title())
                .right("LAG", 9, palette.title())
                .right("RTT", 10, palette.title());
    }

    private Line line(Sample.Peer peer, int address) {
        AttributedStyle state = AttributedStyle.DEFAULT;
        if (!peer.heard()) {
            state = palette.alarm();
        } else if (!peer.mode().equals("pipeline")) {
            state = palette.caution();
        }
        return new Line()
                .left(Integer.toString(peer.id()), ID)
                .left(peer.address(), address)
                .left(peer.heard() ? peer.mode() : "SILENT", STATE, state)
                .right(Numbers.whole(peer.matchIndex()), 12)
                .right(Numbers.whole(peer.nextIndex()), 12)
                .right(Numbers.whole(peer.inFlight()), 7)
                .right(Numbers.whole(peer.lag()), 9, peer.lag() > 1_000 ? palette.caution() : AttributedStyle.DEFAULT)
                .right(peer.roundTripMillis() < 0 ? "?" : Numbers.millis(peer.roundTripMillis()), 10);
    }
}
