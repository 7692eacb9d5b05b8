package penstock.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The value a record component takes when a manifest leaves it out, written as it would be in YAML.
/// A component without it is required, unless it is an `Optional` (absent), a list or a map (empty).
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    String value();
}
