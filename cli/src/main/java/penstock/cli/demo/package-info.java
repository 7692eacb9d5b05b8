/// The demonstration: a real service under load, one good release and three bad ones, with expectations that are checked.
@NullMarked
package penstock.cli.demo;

import org.jspecify.annotations.NullMarked;
