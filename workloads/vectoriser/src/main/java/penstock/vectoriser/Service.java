package penstock.vectoriser;

import java.io.InputStream;
import penstock.vectoriser.trace.Conversion;
import penstock.vectoriser.trace.ConversionOptions;
import penstock.vectoriser.trace.ImageException;
import penstock.vectoriser.trace.Vectoriser;

/// The three API operations: body in, body out.
final class Service {
    private final Settings settings;
    private final Workers workers;
    private final ResultCache cache;
    private final Figures figures;
    private final Sabotage sabotage;

    Service(
            Settings settings,
            Workers workers,
            ResultCache cache,
            Figures figures,
            Sabotage sabotage) {
        this.settings = settings;
        this.workers = workers;
        this.cache = cache;
        this.figures = figures;
        this.sabotage = sabotage;
    }

    byte[] convert(InputStream body) throws Exception {
        boolean delivered = false;
        try {
            sabotage.arrive();
            byte[] answer = converted(ApiRequest.read(body));
            delivered = true;
            return answer;
        } catch (ImageException e) {
            throw new Problem(400, e.code(), String.valueOf(e.getMessage()));
        } finally {
            if (!delivered) {
                figures.failed();
            }
        }
    }

    private byte[] converted(ApiRequest request) throws Exception {
        if (sabotage.fails()) {
            throw new Problem(
                    500, "conversion-failed", "the conversion failed; nothing is known of why");
        }
        ConversionOptions options =
                request.options().withQualityLoss(settings.faults().qualityLoss());
        boolean useCache = request.cache() && cache.enabled();
        String key = useCache ? ResultCache.key(request.image(), options) : "";
        if (useCache) {
            var found = cache.find(key);
            figures.looked(found.isPresent());
            if (found.isPresent()) {
                figures.delivered(found.get());
                return Answers.conversion(found.get(), true, settings.version());
            }
        }
        Conversion done = workers.run(() -> Vectoriser.convert(request.image(), options));
        figures.computed(done);
        figures.delivered(done);
        if (useCache) {
            cache.keep(key, done);
        }
        return Answers.conversion(done, false, settings.version());
    }

    byte[] analyse(InputStream body) throws Exception {
        return Answers.analysis(analysis(body));
    }

    byte[] predict(InputStream body) throws Exception {
        return Answers.prediction(analysis(body));
    }

    private Vectoriser.Analysis analysis(InputStream body) throws Exception {
        sabotage.arrive();
        ApiRequest request = ApiRequest.read(body);
        if (sabotage.fails()) {
            throw new Problem(
                    500, "analysis-failed", "the analysis failed; nothing is known of why");
        }
        try {
            return workers.run(() -> Vectoriser.analyse(request.image()));
        } catch (ImageException e) {
            throw new Problem(400, e.code(), String.valueOf(e.getMessage()));
        }
    }
}
