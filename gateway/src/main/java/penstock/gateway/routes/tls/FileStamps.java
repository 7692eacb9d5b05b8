package penstock.gateway.routes.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import penstock.gateway.routes.Domain;

/// By what it is told that one of some files may be another than before, without reading it. Links are followed.
public record FileStamps(List<Stamp> files) {

    /// @param key what the system knows the file by; empty where it knows none, or there is no file
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

    public FileStamps {
        files = List.copyOf(files);
    }

    /// To be taken before the files are read, so that a change while they are read is seen later.
    public static FileStamps of(Domain domain) {
        return of(
                Stream.concat(
                                Stream.of(domain.certificate(), domain.key()),
                                domain.clients().map(Domain.ClientAuth::authorities).stream())
                        .toList());
    }

    static FileStamps of(List<String> files) {
        return new FileStamps(files.stream().map(Stamp::of).toList());
    }
}
