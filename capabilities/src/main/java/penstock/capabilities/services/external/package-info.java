/// The target for instances that somebody else starts and stops: it asks them whether they are ready, and that is all.
@NullMarked
package penstock.capabilities.services.external;

import org.jspecify.annotations.NullMarked;
