package penstock.gateway.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import penstock.gateway.routes.AddressRange;

/// A file of ranges of addresses, one in each line; what follows a `#` is for people. It is used as a whole or, if anything in it is
/// wrong, not at all.
final class AddressFile {

    /// Ranges in one file.
    static final int MOST = 100_000;

    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_FAULTS = 5;

    /// By what it is told that a file may be another than before, without reading it.
    record Stamp(FileTime changed, long size, String key) {

        private static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1, "");

        static Stamp of(String file) {
            try {
                var found = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
                return new Stamp(
                        found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
            } catch (IOException | InvalidPathException none) {
                return NONE;
            }
        }
    }

    /// @param faults each with its line; without any, the ranges are all there are
    /// @param isTooMuch whether there would be none if there was more room
    record Read(AddressRanges ranges, List<String> faults, boolean isTooMuch) {}

    private AddressFile() {}

    /// @param most ranges that there is room for
    static Read read(String file, int most) {
        var ranges = new AddressRanges();
        List<String> faults = new ArrayList<>();
        try {
            if (Files.size(Path.of(file)) > MOST_BYTES) {
                return new Read(ranges, List.of(file + ": larger than 16 MiB"), false);
            }
            try (BufferedReader lines = Files.newBufferedReader(Path.of(file))) {
                int number = 0;
                for (String line = lines.readLine();
                        line != null && faults.size() < MOST_FAULTS;
                        line = lines.readLine()) {
                    number++;
                    add(file + ":" + number, line, ranges, faults);
                    if (ranges.size() > Math.min(most, MOST)) {
                        faults.add(tooMany(file + ":" + number, most));
                        break;
                    }
                }
            }
        } catch (CharacterCodingException noText) {
            faults.add(file + ": no text");
        } catch (IOException | InvalidPathException e) {
            faults.add(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return faults.isEmpty()
                ? new Read(ranges, faults, false)
                : new Read(
                        new AddressRanges(), faults, ranges.size() > most && ranges.size() <= MOST);
    }

    private static String tooMany(String place, int most) {
        return most < MOST
                ? place + ": more than there is room for in all files together"
                : place + ": more than " + MOST + " ranges";
    }

    private static void add(String place, String line, AddressRanges ranges, List<String> faults) {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return;
        }
        try {
            ranges.add(AddressRange.parse(text.length() > 64 ? text.substring(0, 64) : text));
        } catch (IllegalArgumentException wrong) {
            faults.add(place + ": " + wrong.getMessage());
        }
    }
}
