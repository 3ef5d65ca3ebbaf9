package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.streams.ModuleAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenRequestTest {
    private final Map<String, Object> attributes = new HashMap<>();
    private final Route route = new Route("/api/v1/farm", "farm", "1.0.0", proxy(RequestHandler.class, Map.of()));
    private final HttpServletRequest request = request();

    @Test
    void countsAServerErrorAgainstTheRevision() {
        enter(500);
        OpenRequest.count(request, response(500));

        assertThat(route.answered()).isEqualTo(1);
        assertThat(route.failed()).isEqualTo(1);
    }

    @Test
    void countsARefusalAsAnAnswerOnly() {
        enter(404);
        OpenRequest.count(request, response(404));

        assertThat(route.answered()).isEqualTo(1);
        assertThat(route.failed()).isZero();
    }

    @Test
    void doesNotBlameTheRevisionForWhatIsExcused() {
        enter(503);
        OpenRequest.excuse(request);
        OpenRequest.count(request, response(503));
        enter(507);
        OpenRequest.count(request, response(507));

        assertThat(route.answered()).isEqualTo(2);
        assertThat(route.failed()).isZero();
    }

    @Test
    void countsOnce() {
        enter(500);
        OpenRequest.count(request, response(500));
        OpenRequest.count(request, response(500));

        assertThat(route.answered()).isEqualTo(1);
    }

    @Test
    void countsNothingThatDidNotGetIn() {
        OpenRequest.excuse(request);
        OpenRequest.count(request, response(500));

        assertThat(route.answered()).isZero();
    }

    private void enter(int status) {
        new OpenRequest(request, new ModuleAnswer(request, response(status)), "", () -> null).enters(route);
    }

    private HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAttribute" -> attributes.get(arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "removeAttribute" -> attributes.remove(arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static HttpServletResponse response(int status) {
        return proxy(HttpServletResponse.class, Map.of("getStatus", status));
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (answers.containsKey(method.getName())) {
                        return answers.get(method.getName());
                    }
                    throw new UnsupportedOperationException(method.getName());
                }));
    }
}
