/// Turns what should have traffic into route tables, and keeps traffic off instances that are about to be stopped.
@NullMarked
package penstock.capabilities.routing;

import org.jspecify.annotations.NullMarked;
