/// The rule files of this server: read, evaluated on time, checked, tested and replayed.
@NullMarked
package penstock.server.rules;

import org.jspecify.annotations.NullMarked;
