// SPDX-License-Identifier: Apache-2.0
// nhooyr.io/websocket. "Be sure to call Close on the connection when you are finished with it": as in
// its examples, with StatusInternalError, which is sent where nobody has closed before.
// install: apt-get install golang-go golang-nhooyr-websocket-dev
// roles: client server
// build: peers/harnesses/go.sh @BINARY@ golang-nhooyr-websocket-dev @SOURCE@ peers/harnesses/harness.go

package main

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"nhooyr.io/websocket"
)

func follow(conn *websocket.Conn, name connection) {
	defer conn.Close(websocket.StatusInternalError, "")
	name.say("open", fields{})
	for {
		kind, message, err := conn.Read(context.Background())
		var closed websocket.CloseError
		if errors.As(err, &closed) {
			name.told(int(closed.Code), &closed.Reason, nil)
			return
		}
		if err != nil {
			name.told(nil, nil, nil)
			return
		}
		asked := readWish(string(message))
		switch {
		case asked == nil || kind != websocket.MessageText:
		case asked.code == nil:
			name.answer(errors.New("cannot be expressed"))
		default:
			close(conn, asked, name)
			return
		}
	}
}

// close returns with the end of the connection. What the other side closed with it does not tell,
// and an error that came later than the asking is none of its refusals.
func close(conn *websocket.Conn, asked *wish, name connection) {
	err := conn.Close(websocket.StatusCode(*asked.code), asked.reason)
	if err != nil && strings.Contains(err.Error(), "failed to marshal close frame") {
		name.answer(err)
	} else {
		name.answer(nil)
	}
	var clean any // unknown where there is an error
	if err == nil {
		clean = true
	}
	name.told(nil, nil, clean)
}

func serve(writer http.ResponseWriter, request *http.Request, name connection) {
	options := &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled}
	conn, err := websocket.Accept(writer, request, options)
	if err != nil {
		name.failed(err)
		return
	}
	follow(conn, name)
}

func connect(url string, name connection) {
	options := &websocket.DialOptions{CompressionMode: websocket.CompressionDisabled}
	conn, _, err := websocket.Dial(context.Background(), url, options)
	if err != nil {
		name.failed(err)
		return
	}
	follow(conn, name)
}

func main() { run("nhooyr", []string{"compression off"}, serve, connect) }
