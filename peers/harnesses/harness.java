// SPDX-License-Identifier: Apache-2.0
// What the harnesses in Java share: the lines they print, and those they read. See ../README.md.

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

class Harness {
    private static final Pattern WISH = Pattern.compile("close(?: (\\d+)(?: ((?:[0-9A-Fa-f]{2})+))?)?");
    private static final Pattern URL = Pattern.compile("\"url\": ?\"([^\"]+)\"");

    /** The first line. A client has port 0. */
    static void ready(String implementation, String version, int port, String... changed) {
        var words = new StringBuilder();
        for (var each : changed) words.append(words.isEmpty() ? "" : ",").append(quote(each));
        print("ready", ",\"implementation\":" + quote(implementation) + ",\"version\":" + quote(version)
                + ",\"language\":\"Java\",\"runtime\":" + quote("OpenJDK " + javaVersion())
                + (port == 0 ? "" : ",\"port\":" + port) + ",\"changed\":[" + words + "]");
    }

    static String javaVersion() {
        return Runtime.version().toString().replaceAll("[+-].*", "");
    }

    /** Calls connect for each line of standard input; at its end the process ends. */
    static void readInput(Consumer<String> connect) {
        var lines = new java.util.Scanner(System.in, UTF_8);
        while (lines.hasNextLine()) {
            var url = URL.matcher(lines.nextLine());
            if (url.find()) connect.accept(url.group(1));
        }
        Runtime.getRuntime().halt(0);
    }

    /** What is said of one connection. */
    static class Connection {
        private final String fields;

        /** The path of its URL, or all of that. */
        Connection(String path) {
            fields = ",\"connection\":" + quote(path.replaceFirst("^(ws://[^/]*)?/", ""));
        }

        void opened() {
            print("open", fields);
        }

        /** Null for what this implementation does not tell. */
        void told(Integer code, String reason, Boolean clean) {
            var hex = reason == null ? null : quote(HexFormat.of().formatHex(reason.getBytes(UTF_8)));
            print("told", fields + ",\"code\":" + code + ",\"reason\":" + hex + ",\"clean\":" + clean);
        }

        void asked() {
            print("asked", fields);
        }

        void refused(Throwable error) {
            print("refused", fields + ",\"why\":" + quote(error.getMessage() != null ? error.getMessage() : error.toString()));
        }

        void failed(Throwable error) {
            print("failed", fields + ",\"why\":" + quote(String.valueOf(error)));
        }

        /** Calls close where the message asks for it. */
        void obey(String message, Close close) {
            var wish = WISH.matcher(message);
            if (!wish.matches()) return;
            try {
                var code = wish.group(1);
                close.call(code == null ? null : Integer.valueOf(code), text(wish.group(2)));
            } catch (Exception error) {
                refused(error);
            }
        }
    }

    /** The implementation's close. The code is null where there is none, and so is the reason. */
    interface Close {
        void call(Integer code, String reason) throws Exception;
    }

    /** Why a wish is refused that the API has no words for. */
    static Exception cannotBeExpressed() {
        return new IllegalArgumentException("cannot be expressed");
    }

    private static String text(String hex) throws Exception {
        if (hex == null) return null;
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))).toString();
        } catch (CharacterCodingException error) {
            throw cannotBeExpressed();
        }
    }

    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray())
            quoted.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' ? String.format("\\u%04x", (int) c) : "" + c);
        return quoted.append('"').toString();
    }

    private static synchronized void print(String event, String fields) {
        System.out.println("{\"event\":\"" + event + "\"" + fields + "}");
        System.out.flush();
    }
}
