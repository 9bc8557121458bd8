// SPDX-License-Identifier: Apache-2.0
// github.com/gorilla/websocket. Its Close only closes the socket: an application closes with a close
// message, and reads on until it is told that there is no more.
// install: apt-get install golang-go golang-github-gorilla-websocket-dev
// roles: client server
// build: peers/harnesses/go.sh @BINARY@ golang-github-gorilla-websocket-dev @SOURCE@ peers/harnesses/harness.go

package main

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

func follow(conn *websocket.Conn, name connection) {
	defer conn.Close()
	name.say("open", fields{})
	for {
		kind, message, err := conn.ReadMessage()
		if closed, ok := err.(*websocket.CloseError); ok {
			name.told(closed.Code, &closed.Text, nil)
			return
		}
		if err != nil {
			name.told(nil, nil, nil)
			return
		}
		if asked := readWish(string(message)); asked != nil && kind == websocket.TextMessage {
			// For this code it gives an empty message.
			code := websocket.CloseNoStatusReceived
			if asked.code != nil {
				code = *asked.code
			}
			body := websocket.FormatCloseMessage(code, asked.reason)
			name.answer(conn.WriteControl(websocket.CloseMessage, body, time.Time{}))
		}
	}
}

func serve(writer http.ResponseWriter, request *http.Request, name connection) {
	conn, err := (&websocket.Upgrader{}).Upgrade(writer, request, nil)
	if err != nil {
		name.failed(err)
		return
	}
	follow(conn, name)
}

func connect(url string, name connection) {
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		name.failed(err)
		return
	}
	follow(conn, name)
}

func main() { run("gorilla", []string{}, serve, connect) }
