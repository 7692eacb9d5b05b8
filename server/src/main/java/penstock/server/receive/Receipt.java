package penstock.server.receive;

/// What became of a body. What is counted as stored is on disk.
///
/// @param samples numbers that are stored, now or before
/// @param histograms native histograms that are stored
/// @param exemplars that were taken
/// @param refusedSamples samples of both kinds that are not stored
/// @param refusedPoints data points of which a sample is not stored, or none
/// @param problem why some are not stored, or the body could not be read to its end; empty when all is well
/// @param warning what was left out besides samples; empty when nothing was
/// @param isMalformed whether the body could not be read to its end; what came before is stored
public record Receipt(
        long samples,
        long histograms,
        long exemplars,
        long refusedSamples,
        long refusedPoints,
        String problem,
        String warning,
        boolean isMalformed) {}
