package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

const (
	// script is the SDK's launcher of programs, which lies beside this binary.
	script = "pulumi-language-python-exec"
	// patience is how long a program may take to end after SIGTERM, before it is killed.
	patience = 3 * time.Second
)

// python is an interpreter, and the environment in which it runs a program.
type python struct {
	path string
	env  []string
}

// findPython chooses the interpreter as the runtime options of the project say: that of the virtual
// environment (`virtualenv`, relative to the project; `.venv` with `toolchain: uv`), else $PULUMI_PYTHON_CMD,
// else python3 on the PATH.
func findPython(info *pulumirpc.ProgramInfo) (python, error) {
	options := info.GetOptions().AsMap()
	toolchain, _ := options["toolchain"].(string)
	venv, _ := options["virtualenv"].(string)
	if venv == "" && toolchain == "uv" {
		venv = ".venv"
	}
	switch {
	case toolchain == "poetry":
		return python{}, errors.New("this language host does not know `toolchain: poetry` of Pulumi.yaml; " +
			"name a `virtualenv` there, or install Pulumi officially")
	case venv != "":
		return inVirtualenv(venv, info.GetRootDirectory())
	}
	if command := os.Getenv("PULUMI_PYTHON_CMD"); command != "" {
		return python{path: command, env: os.Environ()}, nil
	}
	return python{path: "python3", env: os.Environ()}, nil
}

// inVirtualenv is the interpreter of a virtual environment, with the environment that `activate` would set.
func inVirtualenv(venv, root string) (python, error) {
	if !filepath.IsAbs(venv) {
		venv = filepath.Join(root, venv)
	}
	bin := filepath.Join(venv, "bin")
	path := filepath.Join(bin, "python")
	if _, err := os.Stat(path); err != nil {
		return python{}, fmt.Errorf("the virtualenv %s that Pulumi.yaml names has no bin/python; "+
			"make it (here: `make setup`): %w", venv, err)
	}
	env := []string{"VIRTUAL_ENV=" + venv, "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if name != "VIRTUAL_ENV" && name != "PATH" && name != "PYTHONHOME" {
			env = append(env, variable)
		}
	}
	return python{path: path, env: env}, nil
}

// command is the process of one run: the SDK's launcher with the program and its configuration. It gets
// SIGTERM when ctx ends.
func command(ctx context.Context, py python, engine string, r *pulumirpc.RunRequest) (*exec.Cmd, error) {
	config, err := configVariables(r)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot tell where this language host lies: %w", err)
	}
	info := r.GetInfo()
	pwd := r.GetPwd()
	if pwd == "" {
		pwd = info.GetProgramDirectory()
	}
	args := []string{
		"-u", filepath.Join(filepath.Dir(self), script),
		"--monitor", r.GetMonitorAddress(),
		"--engine", engine,
		"--project", r.GetProject(),
		"--root_directory", info.GetRootDirectory(),
		"--stack", r.GetStack(),
		"--organization", r.GetOrganization(),
		"--pwd", pwd,
		"--dry_run", strconv.FormatBool(r.GetDryRun()),
		"--parallel", strconv.Itoa(int(r.GetParallel())),
		filepath.Join(info.GetProgramDirectory(), info.GetEntryPoint()),
	}
	cmd := exec.CommandContext(ctx, py.path, append(args, r.GetArgs()...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	cmd.Dir, cmd.Env = pwd, append(py.env, config...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd, nil
}

// configVariables hands the stack's configuration to the SDK in two variables. What is empty must be "{}" and
// "[]": the launcher cannot read "null", which is what Go writes for a nil map and a nil slice.
func configVariables(r *pulumirpc.RunRequest) ([]string, error) {
	values, secrets := r.GetConfig(), r.GetConfigSecretKeys()
	if values == nil {
		values = map[string]string{}
	}
	if secrets == nil {
		secrets = []string{}
	}
	valuesJSON, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("cannot pass the stack's configuration on: %w", err)
	}
	secretsJSON, err := json.Marshal(secrets)
	if err != nil {
		return nil, fmt.Errorf("cannot pass the names of the stack's secrets on: %w", err)
	}
	return []string{"PULUMI_CONFIG=" + string(valuesJSON), "PULUMI_CONFIG_SECRET_KEYS=" + string(secretsJSON)}, nil
}

// programs are the Python processes that run now. No program starts after stop, so none outlives the host.
type programs struct {
	mu      sync.Mutex
	running map[*exec.Cmd]bool
	stopped bool
}

// run starts cmd and waits for its end; the error is that of exec.Cmd.Wait.
func (p *programs) run(cmd *exec.Cmd) error {
	if err := p.start(cmd); err != nil {
		return err
	}
	defer p.forget(cmd)
	return cmd.Wait()
}

func (p *programs) start(cmd *exec.Cmd) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return errors.New("the language host is stopping")
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if p.running == nil {
		p.running = map[*exec.Cmd]bool{}
	}
	p.running[cmd] = true
	return nil
}

func (p *programs) forget(cmd *exec.Cmd) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, cmd)
}

// stop asks every running program to end, and does not wait for it.
func (p *programs) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	for cmd := range p.running {
		// It may have ended meanwhile, which is what we want.
		_ = cmd.Process.Signal(syscall.SIGTERM)
	}
}
