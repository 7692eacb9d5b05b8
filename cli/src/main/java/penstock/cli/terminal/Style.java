package penstock.cli.terminal;

/// How a text stands out on a terminal (ECMA-48, select graphic rendition).
public enum Style {
    GOOD("32"),
    BAD("31"),
    NOTE("33"),
    DIM("2"),
    BOLD("1");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String around(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
