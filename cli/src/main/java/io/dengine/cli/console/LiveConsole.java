package io.dengine.cli.console;

import java.io.IOException;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import sun.misc.Signal;

/**
 * The console on a terminal, until the user ends it. One thread reads keys and draws; the terminal is restored to its
 * former state however the console ends.
 */
public final class LiveConsole {
    /** The time to wait for a key before checking whether to draw again. */
    private static final long GLANCE_MILLIS = 100;

    /** The time to wait for the rest of an escape sequence, which follows at once. */
    private static final long SEQUENCE_MILLIS = 30;

    private static final Size SMALLEST = new Size(80, 24);

    private static final int CONTROL_C = 3;
    private static final int CONTROL_D = 4;
    private static final int CONTROL_L = 12;
    private static final int END = -1;

    private final Terminal terminal;
    private final Display display;
    private final ConsoleView view;
    private final List<NodeFeed> feeds = new ArrayList<>();
    private final AtomicBoolean news = new AtomicBoolean(true);
    private final AtomicBoolean resized = new AtomicBoolean(true);
    private final AtomicBoolean ended = new AtomicBoolean();
    private Choices choices = Choices.STANDARD;
    private List<NodeState> held = List.of();
    private long drawnSecond;

    private LiveConsole(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        Integer colours = terminal.getNumericCapability(Capability.max_colors);
        this.view = new ConsoleView(Palette.of(System.getenv(), colours == null ? 0 : colours), ZoneId.systemDefault());
    }

    /**
     * Shows the nodes until the user ends the console.
     *
     * @throws TerminalUnfitException if there is no terminal to draw on
     * @throws IOException if the terminal fails
     */
    public static void run(List<URI> nodes) throws IOException, TerminalUnfitException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .dumb(true)
                .nativeSignals(true)
                .build()) {
            run(terminal, nodes);
        }
    }

    /** Shows the nodes on a terminal that the caller closes, see {@link #run(List)}. */
    static void run(Terminal terminal, List<URI> nodes) throws IOException, TerminalUnfitException {
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            throw new TerminalUnfitException("this is no terminal that can be drawn on");
        }
        new LiveConsole(terminal).show(nodes);
    }

    private void show(List<URI> nodes) throws IOException {
        endWithSignals();
        Attributes before = terminal.enterRawMode();
        try {
            takeOver();
            for (URI node : nodes) {
                feeds.add(NodeFeed.start(node, () -> news.set(true)));
            }
            boolean going = true;
            while (going && !ended.get()) {
                draw();
                going = handle(terminal.reader().read(GLANCE_MILLIS));
            }
        } finally {
            feeds.forEach(NodeFeed::close);
            restore(before);
        }
    }

    /**
     * Makes signals that would end the process end the console first, because a process that ends does not restore the
     * terminal.
     */
    private void endWithSignals() {
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                Signal.handle(new Signal(name), signal -> ended.set(true));
            } catch (IllegalArgumentException e) {
                // This system has no such signal, or the runtime was told not to handle it.
            }
        }
    }

    /**
     * Prepares the terminal. Keys that raise signals are delivered as keys, so that none of them ends the process
     * without restoring the terminal.
     */
    private void takeOver() {
        Attributes own = terminal.getAttributes();
        own.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(own);
        terminal.handle(Terminal.Signal.WINCH, signal -> resized.set(true));
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    private void restore(Attributes before) {
        terminal.puts(Capability.exit_ca_mode);
        terminal.puts(Capability.cursor_normal);
        terminal.flush();
        terminal.setAttributes(before);
    }

    private void draw() {
        feeds.forEach(NodeFeed::endIfDead);
        long nowMillis = System.currentTimeMillis();
        boolean fit = resized.getAndSet(false);
        boolean due = nowMillis / 1_000 != drawnSecond; // the clock, and how long a node has been gone
        if (!news.getAndSet(false) && !fit && !due) {
            return;
        }
        drawnSecond = nowMillis / 1_000;
        Size size = terminal.getSize();
        int width = size.getColumns() > 0 ? size.getColumns() : SMALLEST.getColumns();
        int height = size.getRows() > 0 ? size.getRows() : SMALLEST.getRows();
        if (fit) {
            terminal.puts(Capability.clear_screen);
            display.resize(height, width);
            display.reset();
        }
        display.update(view.render(choices, states(), width, height, nowMillis), -1);
    }

    private List<NodeState> states() {
        if (choices.frozen()) {
            return held;
        }
        held = feeds.stream().map(NodeFeed::state).toList();
        return held;
    }

    /** Handles a key and returns false if the console must end. */
    private boolean handle(int key) throws IOException {
        switch (key) {
            case NonBlockingReader.READ_EXPIRED -> {
                return true;
            }
            case CONTROL_C, CONTROL_D, END -> {
                return false;
            }
            case CONTROL_L -> resized.set(true);
            case Choices.ESCAPE -> {
                if (!skipSequence()) {
                    press(key);
                }
            }
            default -> {
                if (key == 'q' && !choices.typing()) {
                    return false;
                }
                press(key);
            }
        }
        return true;
    }

    private void press(int key) {
        choices = choices.pressed(key, feeds.size());
        news.set(true);
    }

    /**
     * Skips an escape sequence, such as an arrow key, which starts like the Esc key and has no meaning here. Returns
     * true if there was one.
     */
    private boolean skipSequence() throws IOException {
        int next = terminal.reader().peek(SEQUENCE_MILLIS);
        if (next != '[' && next != 'O') {
            return false;
        }
        while (next >= 0 && (next == '[' || next == 'O' || next < '@')) {
            next = terminal.reader().read(SEQUENCE_MILLIS);
        }
        return true;
    }
}
