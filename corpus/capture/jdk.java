// java.net.http.WebSocket of the JDK as one endpoint of one connection. See README.md.
// install: apt-get install openjdk-17-jdk-headless
// roles: client

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.ExecutionException;

class Endpoint {
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("version")) {
            System.out.println(Runtime.version().toString().replaceAll("[+-].*", ""));
            return;
        }
        var listener = new WebSocket.Listener() {}; // its onClose replies at once
        var address = URI.create("ws://127.0.0.1:" + arguments[1] + "/");
        var connection = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, listener).join();
        if (arguments[2].equals("close")) close(connection, arguments);
        Thread.sleep(10_000); // the reply is written by another thread, some time
    }

    static void close(WebSocket connection, String[] arguments) throws InterruptedException {
        // sendClose has no form without a code; 1000 is the plainest it offers.
        int code = arguments.length > 3 ? Integer.parseInt(arguments[3]) : WebSocket.NORMAL_CLOSURE;
        try {
            connection.sendClose(code, arguments.length > 4 ? arguments[4] : "").get();
        } catch (ExecutionException refusal) {
            System.out.println("refused: " + refusal.getCause().getMessage());
            System.exit(0);
        }
    }
}
