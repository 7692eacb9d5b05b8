package penstock.capabilities.checks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import penstock.capabilities.services.WebhookSpec;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;

/// Checks by asking somebody else (DEL-34). What comes from a file of headers is in no message.
final class Webhooks {
    private static final int LARGEST_HEADER = 8_192;
    private static final Pattern FIELD = Pattern.compile("[\\t\\x20-\\x7e]+");

    /// Whoever answers so is not the one who was asked.
    private static final Set<Integer> NOBODY = Set.of(502, 503, 504);

    private final Web web;

    Webhooks(Web web) {
        this.web = web;
    }

    Finding call(WebhookSpec webhook, CheckOrder order) throws InterruptedException {
        var url = URI.create(webhook.url());
        var said = "POST " + url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
        var builder =
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Text.writeJson(body(webhook, order))));
        webhook.headers().forEach(builder::header);
        var secrets = new ArrayList<String>();
        for (var header : webhook.headerFiles().entrySet()) {
            var value = secret(Path.of(header.getValue()));
            if (value.isEmpty()) {
                return Finding.error(
                        said
                                + " was not sent: "
                                + header.getValue()
                                + " has no value for "
                                + header.getKey()
                                + " (expected: a readable file with one line of printable ASCII)");
            }
            secrets.add(value);
            builder.header(header.getKey(), value);
        }
        try {
            return without(secrets, judge(said, web.send(builder.build(), order.spec().timeout())));
        } catch (IOException e) {
            return without(secrets, Finding.error(said + ": " + Web.words(e)));
        }
    }

    /// Whoever is asked may say again what it was told.
    private static Finding without(List<String> secrets, Finding finding) {
        var message = finding.message();
        for (var secret : secrets) {
            for (var word : secret.split(" ", -1)) {
                message = word.length() < 4 ? message : message.replace(word, "•••");
            }
        }
        return new Finding(finding.outcome(), finding.value(), message);
    }

    /// The line of a file; empty when there is none that could be sent.
    private static String secret(Path file) {
        try (var stream = Files.newInputStream(file)) {
            var text =
                    new String(stream.readNBytes(LARGEST_HEADER), StandardCharsets.UTF_8).strip();
            return FIELD.matcher(text).matches() ? text : "";
        } catch (IOException _) {
            return "";
        }
    }

    private static Node body(WebhookSpec webhook, CheckOrder order) {
        var subject = order.subject();
        var fields = new LinkedHashMap<String, Node>();
        fields.put("check", Node.text(order.name()));
        fields.put("environment", Node.text(subject.environment()));
        fields.put("service", Node.text(subject.service()));
        fields.put("version", Node.text(subject.version()));
        fields.put("stable", Node.text(subject.stable()));
        fields.put("rollout", Node.text(subject.rollout()));
        fields.put("phase", Node.text(subject.phase()));
        fields.put("step", Node.number(subject.step()));
        fields.put("weight", Node.text(subject.weight().toString()));
        var metadata = new LinkedHashMap<String, Node>();
        webhook.metadata().forEach((key, value) -> metadata.put(key, Node.text(value)));
        fields.put("metadata", Node.map(metadata));
        return Node.map(fields);
    }

    private static Finding judge(String said, HttpResponse<String> answer) {
        int status = answer.statusCode();
        var words = said + " answered " + status;
        if (NOBODY.contains(status)) {
            return Finding.error(words);
        }
        if (status / 100 != 2) {
            return Finding.failed(words + " (expected: 200 to 299): " + answer.body());
        }
        var verdict = verdict(answer.body());
        var message = verdict.textAt("message");
        var told = words + (message.isEmpty() ? "" : ": " + message);
        return switch (verdict.textAt("status")) {
            case "", "pass" -> Finding.passed(told);
            case "fail" -> Finding.failed(told);
            case "unknown" -> Finding.inconclusive(told);
            default ->
                    Finding.error(
                            words
                                    + " with status \""
                                    + verdict.textAt("status")
                                    + "\" (expected: pass, fail or unknown)");
        };
    }

    /// What the answer says, if it is a JSON object; anything else says nothing more than its status.
    private static Node verdict(String body) {
        try {
            return body.stripLeading().startsWith("{")
                    ? Text.readJson(body)
                    : Node.map(java.util.Map.of());
        } catch (ProblemException _) {
            return Node.map(java.util.Map.of());
        }
    }
}
