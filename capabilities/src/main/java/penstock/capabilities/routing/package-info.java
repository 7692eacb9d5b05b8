/// Turns what should have traffic into route tables with the domains it comes by, and keeps traffic off instances that are about to be stopped.
@NullMarked
package penstock.capabilities.routing;

import org.jspecify.annotations.NullMarked;
