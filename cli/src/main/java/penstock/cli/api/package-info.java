/// The HTTP API as its client sees it: one class with every name on the wire, one that makes the calls.
@NullMarked
package penstock.cli.api;

import org.jspecify.annotations.NullMarked;
