package penstock.server.wiring;

import penstock.kernel.control.Controller;
import penstock.kernel.store.Store;

/// What is put around the parts that remember and act, for whoever wants to watch each write and each effect.
public interface Around {
    /// Nothing.
    Around NOTHING = new Around() {};

    default Store store(Store store) {
        return store;
    }

    default <S extends Record, T extends Record, O, E> Controller<S, T, O, E> controller(
            Controller<S, T, O, E> controller) {
        return controller;
    }
}
