package penstock.server.rules;

/// What is wrong in a file, and where.
///
/// @param line from 1; 0 when it is not known
public record Fault(int line, String message) {
    @Override
    public String toString() {
        return line == 0 ? message : "line " + line + ": " + message;
    }
}
