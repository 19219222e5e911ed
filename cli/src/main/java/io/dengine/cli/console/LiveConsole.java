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
 * The console on a terminal, until the user ends it. Reads keys and draws on one thread; the terminal is put back into
 * its former state however that ends.
 */
public final class LiveConsole {
    /** How long a key is waited for before the screen is looked at again. */
    private static final long GLANCE_MILLIS = 100;

    /** What belongs to an escape sequence follows at once. */
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
     * Shows the nodes until the user ends it.
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

    /** As {@link #run(List)}, on a terminal that the caller closes. */
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

    /** Signals that would end the process end the console first: a process that ends leaves a terminal as it is. */
    private void endWithSignals() {
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                Signal.handle(new Signal(name), signal -> ended.set(true));
            } catch (IllegalArgumentException e) {
                // This system knows no such signal, or the runtime was told to leave it alone.
            }
        }
    }

    /** Keys that make signals come as keys, so that none leaves the terminal as it is. */
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
        boolean due = nowMillis / 1_000 != drawnSecond; // the clock, and how long a node is gone
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

    /** Returns whether the console goes on. */
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

    /** Arrows and the like begin as the Esc key does, and mean nothing here. Returns whether it was one of them. */
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
