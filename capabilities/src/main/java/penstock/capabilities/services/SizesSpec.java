package penstock.capabilities.services;

import java.util.Optional;
import penstock.gateway.routes.Sizes;
import penstock.model.Size;

/// How large requests and answers may be, in the words of a service's `route`. What is not said is as the service has it.
///
/// @param maxUrl of path and query, from 64 to 8Ki
/// @param maxHead of the head of a request, from 256 to 32Ki
/// @param maxBody of the body of a request
/// @param maxAnswerHead of the head of an answer, from 256 to 32Ki
/// @param maxAnswerBody of the body of an answer
public record SizesSpec(
        Optional<Size> maxUrl,
        Optional<Size> maxHead,
        Optional<Size> maxBody,
        Optional<Size> maxAnswerHead,
        Optional<Size> maxAnswerBody) {
    public static final SizesSpec NONE =
            new SizesSpec(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public SizesSpec {
        require("maxUrl", maxUrl, Sizes.LEAST_URL, Sizes.MOST_URL);
        require("maxHead", maxHead, Sizes.LEAST_HEAD, Sizes.MOST_HEAD);
        require("maxBody", maxBody, 0, Sizes.MOST_BODY);
        require("maxAnswerHead", maxAnswerHead, Sizes.LEAST_HEAD, Sizes.MOST_HEAD);
        require("maxAnswerBody", maxAnswerBody, 1, Sizes.MOST_BODY);
    }

    private static void require(String name, Optional<Size> size, long least, long most) {
        size.map(Size::bytes)
                .filter(bytes -> bytes < least || bytes > most)
                .ifPresent(
                        bytes -> {
                            throw new IllegalArgumentException(
                                    name
                                            + ": "
                                            + new Size(bytes)
                                            + " (expected: "
                                            + new Size(least)
                                            + " to "
                                            + new Size(most)
                                            + ")");
                        });
    }

    /// All but that of the body of a request.
    public Sizes words() {
        return new Sizes(
                (int) bytes(maxUrl),
                (int) bytes(maxHead),
                (int) bytes(maxAnswerHead),
                bytes(maxAnswerBody));
    }

    private static long bytes(Optional<Size> size) {
        return size.map(Size::bytes).orElse(0L);
    }
}
