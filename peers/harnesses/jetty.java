// SPDX-License-Identifier: Apache-2.0
// Jetty, by its own interface.
// install: apt-get install openjdk-17-jdk-headless libjetty9-java libjetty9-extra-java
// roles: client server
// build: peers/harnesses/java.sh @BINARY@ "jetty9-client jetty9-http jetty9-io jetty9-server jetty9-util jetty9-websocket-api jetty9-websocket-client jetty9-websocket-common jetty9-websocket-server jetty9-websocket-servlet servlet-api" @SOURCE@ peers/harnesses/harness.java

import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.WebSocketHandler;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

class Program {
    public static void main(String[] arguments) throws Exception {
        int port = arguments[0].equals("server") ? listen() : 0;
        var client = new WebSocketClient(new OnePoolPerConnection());
        client.start();
        Harness.ready("jetty", Jetty.VERSION.replaceAll("\\.v.*", ""), port, "compression off");
        Harness.readInput(url -> connect(client, url));
    }

    private static int listen() throws Exception {
        var server = new Server(new InetSocketAddress("127.0.0.1", 0));
        server.setHandler(new WebSocketHandler() {
            @Override
            public void configure(WebSocketServletFactory factory) {
                factory.getExtensionFactory().unregister("permessage-deflate");
                factory.setCreator((request, response) -> new Application(request.getRequestURI().getPath()));
            }
        });
        server.start();
        return server.getURI().getPort();
    }

    private static void connect(WebSocketClient client, String url) {
        try {
            client.connect(new Application(url), URI.create(url)); // which asks for no extension
        } catch (Exception error) {
            new Harness.Connection(url).failed(error);
        }
    }
}

/** Of one pool for all, every fiftieth connection would come with another that nothing is sent on. */
class OnePoolPerConnection extends HttpClient {
    OnePoolPerConnection() {
        setRemoveIdleDestinations(true);
    }

    @Override
    protected Origin createOrigin(String scheme, String host, int port, Object tag) {
        return super.createOrigin(scheme, host, port, new Object());
    }
}

class Application extends WebSocketAdapter {
    private final Harness.Connection said;
    private boolean isOpen;

    Application(String path) {
        said = new Harness.Connection(path);
    }

    @Override
    public void onWebSocketConnect(Session session) {
        super.onWebSocketConnect(session);
        isOpen = true;
        said.opened();
    }

    @Override
    public void onWebSocketText(String message) {
        said.obey(message, (code, reason) -> {
            if (code == null) getSession().close();
            else getSession().close(code, reason);
            said.asked();
        });
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
        said.told(code, reason, null);
    }

    /** Of an open connection it is told with the close that follows. */
    @Override
    public void onWebSocketError(Throwable error) {
        if (!isOpen) said.failed(error);
    }
}
