package com.a64platform.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FewerRootsTest {
    private final ApplicationHandler merged =
            new ApplicationHandler(application().register(new AbstractBinder() {
                @Override
                protected void configure() {
                    bind(new FewerRoots()).to(ModelProcessor.class);
                }
            }));
    private final ApplicationHandler apart = new ApplicationHandler(application());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET farms",
                "GET farms/",
                "POST farms",
                "PUT farms",
                "GET farms/7",
                "DELETE farms/7",
                "POST farms/7",
                "GET farms/7/fields",
                "GET farms/7/fields/3",
                "DELETE farms/7/fields/3",
                "GET farms/7/fields/3/x",
                "GET farms/shared",
                "POST farms/shared",
                "GET farms/7/other",
                "OPTIONS farms",
                "OPTIONS farms/7",
                "OPTIONS farms/7/fields/3",
                "HEAD farms/7/fields",
                "GET admin",
                "OPTIONS admin",
                "GET admin/log",
                "GET admin/log/9",
                "GET admin/keys",
                "DELETE admin/keys",
                "GET admin/x",
                "GET nothing",
                "GET farmsx"
            })
    void answersAsTheResourcesByThemselves(String request) throws Exception {
        assertThat(answer(merged, request)).isEqualTo(answer(apart, request));
    }

    /** What differs: the word is looked at as a name when only a name can be removed. */
    @Test
    void takesAWordForANameWhereOnlyTheNameHasTheMethod() throws Exception {
        assertThat(answer(apart, "DELETE farms/shared")).startsWith("405");
        assertThat(answer(merged, "DELETE farms/shared")).isEqualTo("200 [] gone shared");
    }

    @Test
    void leavesOneRootForEachFirstSegment() {
        assertThat(roots(new ClassFileImporter()
                        .importClasses(Farms.class, Fields.class, Log.class, Keys.class).stream()))
                .extracting(Resource::getPath)
                .containsExactlyInAnyOrder("farms", "admin");
    }

    /** Every operation that the core has, at the path that it had. */
    @Test
    void losesNoOperationOfTheCore() {
        var classes = new ClassFileImporter()
                .importPackages("com.a64platform.core.rest").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .toList();

        assertThat(operations(roots(classes.stream())))
                .hasSizeGreaterThan(60)
                .isEqualTo(operations(model(classes.stream()).getRootResources()));
    }

    private static List<Resource> roots(Stream<JavaClass> classes) {
        return new FewerRoots().processResourceModel(model(classes), null).getRootResources();
    }

    private static ResourceModel model(Stream<JavaClass> classes) {
        var model = new ResourceModel.Builder(false);
        classes.map(JavaClass::reflect)
                .sorted(Comparator.comparing(Class::getName))
                .map(Resource::from)
                .forEach(model::addResource);
        return model.build();
    }

    private static List<String> operations(List<Resource> roots) {
        return roots.stream()
                .flatMap(root -> Stream.concat(
                        root.getAllMethods().stream()
                                .map(method -> method.getHttpMethod() + " " + plain(root.getPath()) + " "
                                        + method.getInvocable().getHandlingMethod()),
                        root.getChildResources().stream().flatMap(child -> child.getAllMethods().stream()
                                .map(method ->
                                        method.getHttpMethod() + " " + plain(root.getPath() + "/" + child.getPath())
                                                + " " + method.getInvocable().getHandlingMethod()))))
                .sorted()
                .collect(Collectors.toList());
    }

    private static String plain(String path) {
        return path.replaceAll("/+", "/").replaceAll("^/|/$", "");
    }

    private static String answer(ApplicationHandler application, String request) throws Exception {
        var base = URI.create("http://localhost/api/");
        var asked = new ContainerRequest(
                base,
                base.resolve(request.substring(request.indexOf(' ') + 1)),
                request.substring(0, request.indexOf(' ')),
                null,
                new MapPropertiesDelegate(),
                application.getConfiguration());
        var body = new ByteArrayOutputStream();
        var response = application.apply(asked, body).get();
        return response.getStatus() + " " + response.getAllowedMethods() + " " + body;
    }

    private static ResourceConfig application() {
        return new ResourceConfig(Farms.class, Fields.class, Shared.class, Log.class, Keys.class)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true);
    }

    /** The noun itself. */
    @Path("farms")
    public static final class Farms {
        @GET
        public String all() {
            return "all";
        }

        @POST
        public String add() {
            return "add";
        }

        @GET
        @Path("{id}")
        public String one(@PathParam("id") String id) {
            return "farm " + id;
        }

        @DELETE
        @Path("{id}")
        public String remove(@PathParam("id") String id) {
            return "gone " + id;
        }
    }

    /** What lies below one of the noun. */
    @Path("/farms/{farm}/fields/")
    public static final class Fields {
        @GET
        public String all(@PathParam("farm") String farm) {
            return "fields of " + farm;
        }

        @GET
        @Path("/{field}")
        public String one(
                @PathParam("farm") String farm,
                @PathParam("field") String field,
                @jakarta.ws.rs.core.Context UriInfo uri) {
            return "field " + field + " of " + farm + " at " + uri.getPath();
        }
    }

    /** A word where another has a name. */
    @Path("farms/shared")
    public static final class Shared {
        @GET
        public String all() {
            return "shared";
        }

        @POST
        public String add() {
            return "share";
        }
    }

    /** Below a segment that has nothing itself. */
    @Path("admin/log")
    public static final class Log {
        @GET
        public String all() {
            return "log";
        }

        @GET
        @Path("{line}")
        public String one(@PathParam("line") String line) {
            return "line " + line;
        }
    }

    /** Another below the same. */
    @Path("admin/keys")
    public static final class Keys {
        @GET
        public String all() {
            return "keys";
        }
    }
}
