package penstock.capabilities.services;

import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Shadow;
import penstock.model.Default;
import penstock.model.Size;
import penstock.model.Weight;

/// Copies requests that stable serves to the candidate while there is one. The copies' answers are thrown away; they are counted
/// apart and not judged.
///
/// @param share of the requests that may be copied
/// @param unsafe also requests that change something, and those with bodies; the candidate then does what they ask for again
/// @param bodyLimit requests with larger bodies are not copied, up to 1Mi
public record ShadowSpec(
        @Default("100%") Weight share,
        @Default("false") boolean unsafe,
        @Default("64Ki") Size bodyLimit) {
    public ShadowSpec {
        if (share.equals(Weight.NONE)) {
            throw new IllegalArgumentException(
                    "share: " + share + " (expected: more; or leave shadow out)");
        }
        if (bodyLimit.bytes() > Rescue.MAX_BODY) {
            throw new IllegalArgumentException(
                    "bodyLimit: " + bodyLimit + " (expected: at most 1Mi)");
        }
    }

    Shadow words() {
        return new Shadow(share.basisPoints(), unsafe, (int) bodyLimit.bytes());
    }
}
