/// The machine that keeps the words true: one write path (authorise, validate, admit, store and audit in one
/// transaction) and the contract by which capabilities register their kinds.
@NullMarked
package penstock.kernel;

import org.jspecify.annotations.NullMarked;
