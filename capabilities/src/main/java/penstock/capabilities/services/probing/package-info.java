/// Questions put to an instance over the network again and again, and what the answers amount to; the same for instances that
/// run here and for those that run elsewhere.
@NullMarked
package penstock.capabilities.services.probing;

import org.jspecify.annotations.NullMarked;
