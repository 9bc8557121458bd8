// SPDX-License-Identifier: Apache-2.0
// What the harnesses in Go share: the lines they print, and those they read. See ../README.md.

package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

var version string // of the implementation, given by the linker

type fields map[string]any

var printing sync.Mutex

func say(event string, said fields) {
	said["event"] = event
	line, _ := json.Marshal(said)
	printing.Lock()
	defer printing.Unlock()
	os.Stdout.Write(append(line, '\n'))
}

// A connection, by the path of its URL.
type connection string

func (name connection) say(event string, said fields) {
	said["connection"] = string(name)
	say(event, said)
}

func (name connection) failed(err any) { name.say("failed", fields{"why": fmt.Sprint(err)}) }

// told says nil for what the implementation does not tell.
func (name connection) told(code any, reason *string, clean any) {
	said := fields{"code": code, "reason": nil, "clean": clean}
	if reason != nil {
		said["reason"] = hex.EncodeToString([]byte(*reason))
	}
	name.say("told", said)
}

// answer says what came of asking the implementation to close.
func (name connection) answer(err error) {
	if err != nil {
		name.say("refused", fields{"why": err.Error()})
		return
	}
	name.say("asked", fields{})
}

var wishes = regexp.MustCompile(`^close(?: (\d+)(?: ((?:[0-9A-Fa-f]{2})+))?)?$`)

type wish struct {
	code   *int // nil where there is none
	reason string
}

// readWish gives nil where the message asks for nothing.
func readWish(message string) *wish {
	found := wishes.FindStringSubmatch(message)
	if found == nil {
		return nil
	}
	var asked wish
	if code, err := strconv.Atoi(found[1]); err == nil {
		asked.code = &code
	}
	reason, _ := hex.DecodeString(found[2])
	asked.reason = string(reason)
	return &asked
}

type (
	server func(http.ResponseWriter, *http.Request, connection)
	client func(url string, name connection)
)

// run is a whole harness. Standard input ends it.
func run(implementation string, changed []string, serve server, connect client) {
	ready := fields{"implementation": implementation, "version": version, "language": "Go",
		"runtime": "Go " + strings.TrimPrefix(runtime.Version(), "go"), "changed": changed}
	if os.Args[1] == "server" {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		ready["port"] = listener.Addr().(*net.TCPAddr).Port
		go http.Serve(listener, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
			serve(writer, request, connection(request.URL.Path[1:]))
		}))
	}
	say("ready", ready)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var order struct{ URL string }
		json.Unmarshal(lines.Bytes(), &order)
		if at, err := url.Parse(order.URL); err == nil && order.URL != "" {
			go surviving(connection(at.Path[1:]), func(name connection) { connect(order.URL, name) })
		}
	}
}

// surviving has a panic end one connection only, as net/http does for a server.
func surviving(name connection, task func(connection)) {
	defer func() {
		if err := recover(); err != nil {
			name.failed(err)
		}
	}()
	task(name)
}
