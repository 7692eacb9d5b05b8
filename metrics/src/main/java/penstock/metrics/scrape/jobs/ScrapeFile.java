package penstock.metrics.scrape.jobs;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.tree.Mistake;

/// What a file with `scrape_configs` says.
///
/// @param mistakes none when the jobs can be used
public record ScrapeFile(List<ScrapeJob> jobs, List<Mistake> mistakes) {
    public ScrapeFile {
        jobs = List.copyOf(jobs);
        mistakes = List.copyOf(mistakes);
    }

    /// Takes a file that was read as maps, lists, texts, numbers and booleans.
    ///
    /// @param folder that file names are relative to
    public static ScrapeFile read(@Nullable Object content, Path folder) {
        return new ScrapeFileReader(folder).read(content);
    }
}
