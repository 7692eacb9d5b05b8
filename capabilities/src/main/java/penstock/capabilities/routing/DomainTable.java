package penstock.capabilities.routing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.routes.Domains;
import penstock.kernel.ResourceService;
import penstock.model.Resource;

/// The domains as the gateway is told them.
public final class DomainTable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainTable.class);

    private final ResourceService resources;
    private final Path folder;

    /// @param folder where files are that are named by a relative path
    public DomainTable(ResourceService resources, Path folder) {
        this.resources = resources;
        this.folder = folder.toAbsolutePath();
    }

    /// Two domains that want the same host are refused when they are applied; should they exist all the same, the older has it.
    Domains domains() {
        var all = new ArrayList<penstock.gateway.routes.Domain>();
        var claimed = new HashSet<String>();
        resources.list(Domain.KIND, Optional.empty()).stream()
                .sorted(
                        Comparator.comparing(
                                        (Resource<Domain.Spec, Domain.Status> each) ->
                                                each.metadata().created().orElseThrow().at())
                                .thenComparing(Resource::ref))
                .map(this::words)
                .forEach(
                        domain -> {
                            if (domain.hosts().stream().noneMatch(claimed::contains)) {
                                claimed.addAll(domain.hosts());
                                all.add(domain);
                            } else {
                                LOG.atError()
                                        .addKeyValue("domain", domain.id())
                                        .log("a host is claimed twice; the older domain has it");
                            }
                        });
        return new Domains(all);
    }

    penstock.gateway.routes.Domain words(Resource<Domain.Spec, Domain.Status> domain) {
        return domain.spec().words(domain.ref(), file -> folder.resolve(file).toString());
    }
}
