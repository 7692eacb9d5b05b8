package penstock.gateway;

/// Where an instance is, or should be, on this machine.
interface Place {
    int port();
}
