/// Rollouts: bringing a release into an environment step by step, judging it, and taking it back.
@NullMarked
package penstock.capabilities.rollout;

import org.jspecify.annotations.NullMarked;
