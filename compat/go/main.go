// Checks that nodes answer a Go client as the protocol of the original says: what is answered, by which status, with
// which number.
//
// It prints a line a check and ends with code 1 at the first that fails.
package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// One limit for all: nothing here takes seconds, but a machine may be busy.
const limit = 60 * time.Second

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: go-client-check HOST:PORT HOST:PORT HOST:PORT")
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	passed, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
	fmt.Println(passed, "checks passed")
}

type check struct {
	name string
	run  func(context.Context, *cluster) error
}

func run(ctx context.Context, addresses []string) (int, error) {
	nodes, err := connect(ctx, addresses)
	if err != nil {
		return 0, err
	}
	defer nodes.close()
	passed := 0
	for _, checks := range [][]check{clusterChecks, keyChecks, streamChecks, refusalChecks, reflectionChecks} {
		for _, each := range checks {
			if err := each.run(ctx, nodes); err != nil {
				return passed, fmt.Errorf("%s: %w", each.name, err)
			}
			fmt.Println("ok", each.name)
			passed++
		}
	}
	return passed, nil
}

// same fails where two values print differently.
func same(what string, found, expected any) error {
	if fmt.Sprintf("%v", found) != fmt.Sprintf("%v", expected) {
		return fmt.Errorf("%s is %v, expected %v", what, found, expected)
	}
	return nil
}

// firstOf gives the first failure of several comparisons.
func firstOf(failures ...error) error {
	for _, failure := range failures {
		if failure != nil {
			return failure
		}
	}
	return nil
}
