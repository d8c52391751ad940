package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

// exitReported is the exit code of pulumi-language-python-exec after it has shown the error itself.
const exitReported = 32

// host is the language runtime "python". Calls that it does not have answer UNIMPLEMENTED.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine   string   // address of the engine, host:port
	programs programs // the Python processes that run now
}

// Handshake takes the engine's address; the engine calls it only when it attaches to a running host.
func (h *host) Handshake(
	_ context.Context, r *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.engine = r.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo answers the version of the CLI that was built together with this host.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// GetRequiredPackages answers none: a program of dynamic resources needs no plug-in but pulumi-python, and
// the engine finds that one by itself.
func (h *host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// About names the interpreter. Its version is left out: asking for it would start a Python in every command.
func (h *host) About(_ context.Context, r *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	python, err := findPython(r.GetInfo())
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: python.path}, nil
}

// GetProgramDependencies answers none; only `pulumi about` asks.
func (h *host) GetProgramDependencies(
	context.Context, *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	return &pulumirpc.GetProgramDependenciesResponse{}, nil
}

// InstallDependencies refuses: the project's own set-up makes its virtual environment, from its lock file.
func (h *host) InstallDependencies(
	*pulumirpc.InstallDependenciesRequest, grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	return status.Error(codes.Unimplemented, "this language host installs nothing; run `make setup` instead")
}

// Cancel does nothing. The engine calls it at the end of every run, not only when a person gave up; the
// signal that follows ends the programs.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// Run runs the program once and answers how it ended. The program's output goes straight to the engine, as it
// shares our standard output and error.
func (h *host) Run(ctx context.Context, r *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	if r.GetAttachDebugger() {
		return &pulumirpc.RunResponse{
			Error: "this language host attaches no debugger; that needs an official Pulumi installation",
		}, nil
	}
	python, err := findPython(r.GetInfo())
	if err != nil {
		return nil, err
	}
	cmd, err := command(ctx, python, h.engine, r)
	if err != nil {
		return nil, err
	}
	return outcome(h.programs.run(cmd)), nil
}

// outcome tells how a program ended, in the engine's words.
func outcome(err error) *pulumirpc.RunResponse {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case !errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program could not be run: %v", err)}
	case exit.ExitCode() == exitReported:
		return &pulumirpc.RunResponse{Bail: true}
	case exit.Exited():
		return &pulumirpc.RunResponse{
			Error: fmt.Sprintf("Program exited with non-zero exit code: %d", exit.ExitCode()),
		}
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program was ended by a signal (%v)", exit)}
	}
}
