// SPDX-License-Identifier: Apache-2.0
// java.net.http.WebSocket of the JDK.
// install: apt-get install openjdk-17-jdk-headless
// roles: client
// build: peers/harnesses/java.sh @BINARY@ "" @SOURCE@ peers/harnesses/harness.java

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;

class Program {
    public static void main(String[] arguments) {
        var client = HttpClient.newHttpClient();
        Harness.ready("jdk", Harness.javaVersion(), 0);
        Harness.readInput(url -> {
            var said = new Harness.Connection(url);
            client.newWebSocketBuilder().buildAsync(URI.create(url), new Application(said)).exceptionally(error -> {
                said.failed(error);
                return null;
            });
        });
    }
}

/** Its onClose leaves the answer to the implementation. */
class Application implements WebSocket.Listener {
    private final Harness.Connection said;
    private final StringBuilder message = new StringBuilder();

    Application(Harness.Connection said) {
        this.said = said;
    }

    @Override
    public void onOpen(WebSocket connection) {
        said.opened();
        connection.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket connection, CharSequence part, boolean isLast) {
        message.append(part);
        if (isLast) {
            said.obey(message.toString(), (code, reason) -> close(connection, code, reason));
            message.setLength(0);
        }
        connection.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket connection, int code, String reason) {
        said.told(code, reason, null);
        return null;
    }

    @Override
    public void onError(WebSocket connection, Throwable error) {
        said.told(null, null, null);
    }

    private void close(WebSocket connection, Integer code, String reason) throws Exception {
        if (code == null) throw Harness.cannotBeExpressed(); // sendClose has no form without a code
        connection.sendClose(code, reason == null ? "" : reason).whenComplete((done, error) -> {
            if (error == null) said.asked();
            else said.refused(error);
        });
    }
}
