package penstock.server.crash;

import java.util.List;
import penstock.kernel.control.Controller;
import penstock.kernel.control.Decision;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;

/// A controller whose process can end just before and just after each effect.
final class CrashingController<S extends Record, T extends Record, O, E>
        implements Controller<S, T, O, E> {
    private final Controller<S, T, O, E> real;
    private final Trap trap;

    CrashingController(Controller<S, T, O, E> real, Trap trap) {
        this.real = real;
        this.trap = trap;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Kind<S, T> kind() {
        return real.kind();
    }

    @Override
    public O observe(Resource<S, T> resource) {
        return real.observe(resource);
    }

    @Override
    public Decision<T, E> decide(O seen) {
        return real.decide(seen);
    }

    @Override
    public void perform(E effect) throws Exception {
        var event = CrashPoint.effect(effect.getClass());
        trap.before(event);
        real.perform(effect);
        trap.after(event);
    }

    @Override
    public List<E> gone(Ref ref) {
        return real.gone(ref);
    }
}
