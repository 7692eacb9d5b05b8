package penstock.bench.promql;

import java.util.LinkedHashMap;
import penstock.model.Node;

/// What it took to store the samples.
///
/// @param seconds from the first request to the last acknowledgement
/// @param processorSeconds of the whole process meanwhile
/// @param heapBytes live memory of the heap that the series and samples added
/// @param residentBytes of the process at the end
record Ingestion(
        long samples,
        int series,
        double seconds,
        double processorSeconds,
        double heapBytes,
        double residentBytes) {
    double perSecond() {
        return samples / seconds;
    }

    double perCoreSecond() {
        return samples / processorSeconds;
    }

    double heapPerSeries() {
        return heapBytes / series;
    }

    Node json() {
        var json = new LinkedHashMap<String, Node>();
        json.put("samples", Node.number(samples));
        json.put("series", Node.number(series));
        json.put("seconds", Node.number(seconds));
        json.put("processorSeconds", Node.number(processorSeconds));
        json.put("samplesPerSecond", Node.number(perSecond()));
        json.put("samplesPerCoreSecond", Node.number(perCoreSecond()));
        json.put("heapBytesPerSeries", Node.number(heapPerSeries()));
        json.put("residentBytes", Node.number(residentBytes));
        return Node.map(json);
    }

    static Ingestion of(Node json) {
        return new Ingestion(
                Long.parseLong(json.textAt("samples")),
                Integer.parseInt(json.textAt("series")),
                Double.parseDouble(json.textAt("seconds")),
                Double.parseDouble(json.textAt("processorSeconds")),
                Double.parseDouble(json.textAt("heapBytesPerSeries"))
                        * Integer.parseInt(json.textAt("series")),
                Double.parseDouble(json.textAt("residentBytes")));
    }
}
