/// What tests of all modules share: the contract of the store, a clock moved by hand, properties over random values.
@NullMarked
package penstock.testkit;

import org.jspecify.annotations.NullMarked;
