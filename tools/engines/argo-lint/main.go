// Does what `argo lint --offline --strict` does, with its own packages, and without the rest of argo, which takes long to build.
package main

import (
	"fmt"
	"log"
	"os"
	"runtime/debug"

	"github.com/argoproj/argo-workflows/v3/cmd/argo/lint"
	"github.com/argoproj/argo-workflows/v3/pkg/apiclient"
)

var kinds = []string{"workflows", "workflowtemplates", "cronworkflows", "clusterworkflowtemplates"}

func main() {
	files := os.Args[1:]
	if len(files) == 1 && files[0] == "--version" {
		fmt.Println("argo lint", argoVersion())
		return
	}
	ctx, client, err := apiclient.NewClientFromOpts(apiclient.Opts{Offline: true, OfflineFiles: files})
	if err != nil {
		log.Fatal(err)
	}
	// Where a file names no namespace, what it refers to is looked for without one too.
	options := lint.LintOptions{Files: files, Strict: true, DefaultNamespace: "", Printer: os.Stdout}
	if err := lint.RunLint(ctx, client, kinds, "simple", true, options); err != nil {
		log.Fatal(err)
	}
}

func argoVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/argoproj/argo-workflows/v3" {
			return module.Version
		}
	}
	return "unknown"
}
