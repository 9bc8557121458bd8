// SPDX-License-Identifier: Apache-2.0
// Netty. Its protocol handlers read and answer close frames: all that the application sees is that
// the channel is gone.
// install: apt-get install openjdk-17-jdk-headless libnetty-java
// roles: client server
// build: peers/harnesses/java.sh @BINARY@ "netty-buffer netty-codec netty-codec-http netty-common netty-handler netty-resolver netty-transport" @SOURCE@ peers/harnesses/harness.java

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.Version;
import java.net.InetSocketAddress;
import java.net.URI;

class Program {
    private static final int LARGEST_HEAD = 65536;

    public static void main(String[] arguments) throws Exception {
        var loops = new NioEventLoopGroup();
        int port = arguments[0].equals("server") ? listen(loops) : 0;
        Harness.ready("netty", Version.identify().get("netty-codec-http").artifactVersion(), port);
        Harness.readInput(url -> connect(loops, url));
    }

    private static int listen(NioEventLoopGroup loops) throws Exception {
        var server = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class).childHandler(
                pipeline(() -> new ChannelHandler[] {new HttpServerCodec(), new HttpObjectAggregator(LARGEST_HEAD),
                        new WebSocketServerProtocolHandler("/", true), new Application(null)}));
        var address = (InetSocketAddress) server.bind("127.0.0.1", 0).sync().channel().localAddress();
        return address.getPort();
    }

    private static void connect(NioEventLoopGroup loops, String url) {
        var address = URI.create(url);
        var said = new Harness.Connection(url);
        var client = new Bootstrap().group(loops).channel(NioSocketChannel.class).handler(
                pipeline(() -> new ChannelHandler[] {new HttpClientCodec(), new HttpObjectAggregator(LARGEST_HEAD),
                        new WebSocketClientProtocolHandler(WebSocketClientHandshakerFactory.newHandshaker(
                                address, WebSocketVersion.V13, null, false, new DefaultHttpHeaders())),
                        new Application(said)}));
        client.connect("127.0.0.1", address.getPort()).addListener(done -> {
            if (!done.isSuccess()) said.failed(done.cause());
        });
    }

    private static ChannelInitializer<Channel> pipeline(java.util.function.Supplier<ChannelHandler[]> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
            }
        };
    }
}

class Application extends SimpleChannelInboundHandler<WebSocketFrame> {
    private Harness.Connection said;
    private boolean isOpen;

    /** A server knows the path only once the connection is open. */
    Application(Harness.Connection said) {
        this.said = said;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof HandshakeComplete) said = new Harness.Connection(((HandshakeComplete) event).requestUri());
        else if (event != ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) return;
        isOpen = true;
        said.opened();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (!(frame instanceof TextWebSocketFrame) || !frame.isFinalFragment()) return;
        said.obey(((TextWebSocketFrame) frame).text(), (code, reason) -> {
            var close = code == null ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason);
            context.writeAndFlush(close).addListener(done -> {
                if (done.isSuccess()) said.asked();
                else said.refused(done.cause());
            });
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (isOpen) said.told(null, null, null);
        else if (said != null) said.failed(new Exception("the connection ended before it was open"));
    }

    /** The handlers below close the channel after it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {}
}
