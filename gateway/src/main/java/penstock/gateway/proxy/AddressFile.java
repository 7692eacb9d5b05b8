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
    record Read(List<AddressRange> ranges, List<String> faults) {}

    private AddressFile() {}

    static Read read(String file) {
        List<AddressRange> ranges = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        try {
            if (Files.size(Path.of(file)) > MOST_BYTES) {
                return new Read(List.of(), List.of(file + ": larger than 16 MiB"));
            }
            try (BufferedReader lines = Files.newBufferedReader(Path.of(file))) {
                int number = 0;
                for (String line = lines.readLine();
                        line != null && faults.size() < MOST_FAULTS;
                        line = lines.readLine()) {
                    number++;
                    add(file + ":" + number, line, ranges, faults);
                }
            }
        } catch (CharacterCodingException noText) {
            faults.add(file + ": no text");
        } catch (IOException | InvalidPathException e) {
            faults.add(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return faults.isEmpty() ? new Read(ranges, faults) : new Read(List.of(), faults);
    }

    private static void add(
            String place, String line, List<AddressRange> ranges, List<String> faults) {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return;
        }
        if (ranges.size() == MOST) {
            faults.add(place + ": more than " + MOST + " ranges");
            return;
        }
        try {
            ranges.add(AddressRange.parse(text.length() > 64 ? text.substring(0, 64) : text));
        } catch (IllegalArgumentException wrong) {
            faults.add(place + ": " + wrong.getMessage());
        }
    }
}
