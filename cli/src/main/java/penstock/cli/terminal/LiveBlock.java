package penstock.cli.terminal;

import java.util.List;

/// Lines at the bottom of a terminal that are redrawn in place. Where there is no terminal it prints nothing: callers
/// print plain lines of what happened instead.
public final class LiveBlock {
    private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";

    private final Terminal terminal;
    private int drawn;

    public LiveBlock(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Replaces what was drawn before. Lines are cut to the terminal's width, for a wrapped line would not be cleared.
    public void draw(List<String> lines) {
        if (!terminal.isInteractive()) {
            return;
        }
        var text = new StringBuilder(UP_AND_CLEAR.repeat(drawn));
        lines.forEach(line -> text.append(cut(line)).append('\n'));
        terminal.out().print(text);
        terminal.out().flush();
        drawn = lines.size();
    }

    /// Prints a line above the block, which the next [#draw] puts below it.
    public void print(String line) {
        clear();
        terminal.line(line);
    }

    public void clear() {
        draw(List.of());
    }

    /// Leaves what is drawn where it is.
    public void keep() {
        drawn = 0;
    }

    private String cut(String line) {
        int shown = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\u001b') {
                i = line.indexOf('m', i);
                continue;
            }
            shown++;
            if (shown >= terminal.width()) {
                return line.substring(0, i) + (terminal.isColoured() ? "\u001b[0m" : "");
            }
        }
        return line;
    }
}
