// Command pulumi-language-python runs Python programs for the Pulumi engine, where the official language
// host of Pulumi is not installed. README.md says what it covers.
//
// The engine starts it with its own address as the last argument, reads the port from the first line of
// standard output and speaks pulumirpc.LanguageRuntime to it. The files of this folder: main.go is the life
// of the process, host.go the service, program.go the Python process of one run.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

const (
	// maxMessage is the largest message in bytes; it is the limit of the engine itself.
	maxMessage = 400 << 20
	// parentPoll is how often we look whether the engine still lives.
	parentPoll = 500 * time.Millisecond
	// exitOrphaned is our exit code when the engine is gone. Nobody reads it but a person with a process list.
	exitOrphaned = 3
)

func main() {
	// The engine ends its plugins with SIGINT and kills them after five seconds. The handler must stand before
	// the port is printed: a host that is asked for one word only gets the signal while it still starts.
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	parent := os.Getppid()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-python: no port on the loopback address:", err)
		os.Exit(1)
	}
	h := &host{engine: os.Args[len(os.Args)-1]}
	go serve(listener, h)
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)

	code := waitForEnd(stop, parent)
	h.programs.stop()
	os.Exit(code)
}

// serve answers the engine's calls until the process ends.
func serve(listener net.Listener, h *host) {
	server := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage))
	pulumirpc.RegisterLanguageRuntimeServer(server, h)
	if err := server.Serve(listener); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-python: cannot serve:", err)
		os.Exit(1)
	}
}

// waitForEnd returns the exit code once the engine asks us to stop (0) or is gone without a word
// (exitOrphaned): an engine that was killed stops nobody, and its plugins would stay for ever.
func waitForEnd(stop <-chan os.Signal, parent int) int {
	poll := time.NewTicker(parentPoll)
	defer poll.Stop()
	for {
		select {
		case <-stop:
			return 0
		case <-poll.C:
			if os.Getppid() != parent {
				return exitOrphaned
			}
		}
	}
}
