package penstock.cli;

/// In which form resources are printed.
enum Output {
    TABLE,
    YAML,
    JSON,
    NAME
}
