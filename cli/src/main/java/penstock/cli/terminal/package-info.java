/// What the user sees: colours on a terminal, plain text elsewhere, tables, a block of lines that is redrawn in place.
@NullMarked
package penstock.cli.terminal;

import org.jspecify.annotations.NullMarked;
