package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding/gzip"

	clientpb "github.com/deventlab/d-engine/proto/client"
	errorpb "github.com/deventlab/d-engine/proto/error"
)

const (
	lease        = clientpb.ReadConsistencyPolicy_READ_CONSISTENCY_POLICY_LEASE_READ
	linearizable = clientpb.ReadConsistencyPolicy_READ_CONSISTENCY_POLICY_LINEARIZABLE_READ
	eventual     = clientpb.ReadConsistencyPolicy_READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY
)

var keyChecks = []check{
	{"a write is answered with a result, and a read with data", writesReads},
	{"a read that finds nothing has data all the same", readsNothing},
	{"a read of many keys is sparse and in the order asked for", readsMany},
	{"any node answers an eventual read", readsEventually},
	{"a swap that does not match is no error", swaps},
	{"a delete of nothing is no error", deletesNothing},
	{"a scan is in order, at one revision", scans},
	{"requests may be compressed", compresses},
}

func put(key, value string) *clientpb.ClientWriteRequest {
	return write(&clientpb.WriteCommand{Operation: &clientpb.WriteCommand_Insert_{
		Insert: &clientpb.WriteCommand_Insert{Key: []byte(key), Value: []byte(value)},
	}})
}

func remove(key string) *clientpb.ClientWriteRequest {
	return write(&clientpb.WriteCommand{Operation: &clientpb.WriteCommand_Delete_{
		Delete: &clientpb.WriteCommand_Delete{Key: []byte(key)},
	}})
}

func swap(key string, expected []byte, value string) *clientpb.ClientWriteRequest {
	return write(&clientpb.WriteCommand{Operation: &clientpb.WriteCommand_CompareAndSwap_{
		CompareAndSwap: &clientpb.WriteCommand_CompareAndSwap{
			Key: []byte(key), ExpectedValue: expected, NewValue: []byte(value),
		},
	}})
}

func write(command *clientpb.WriteCommand) *clientpb.ClientWriteRequest {
	return &clientpb.ClientWriteRequest{ClientId: 42, Command: command}
}

func read(policy clientpb.ReadConsistencyPolicy, keys ...string) *clientpb.ClientReadRequest {
	request := &clientpb.ClientReadRequest{ClientId: 42, ConsistencyPolicy: &policy}
	for _, key := range keys {
		request.Keys = append(request.Keys, []byte(key))
	}
	return request
}

// succeeds has the leader carry out a write and compares what its result says.
func (c *cluster) succeeds(
	ctx context.Context, request *clientpb.ClientWriteRequest, expected bool, options ...grpc.CallOption,
) error {
	response, err := c.leader.keys.HandleClientWrite(ctx, request, options...)
	if err != nil {
		return err
	}
	result, found := response.SuccessResult.(*clientpb.ClientResponse_WriteResult)
	if !found {
		return fmt.Errorf("the answer has no write result: %v", response)
	}
	return firstOf(
		same("the error", response.Error, errorpb.ErrorCode_SUCCESS),
		same("the result", result.WriteResult.Succeeded, expected))
}

func (c *cluster) puts(ctx context.Context, pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if err := c.succeeds(ctx, put(pairs[i], pairs[i+1]), true); err != nil {
			return err
		}
	}
	return nil
}

// reads compares what a node finds, as "key=value" in the order of the answer.
func (n *node) reads(
	ctx context.Context, request *clientpb.ClientReadRequest, expected []string, options ...grpc.CallOption,
) error {
	response, err := n.keys.HandleClientRead(ctx, request, options...)
	if err != nil {
		return err
	}
	data, found := response.SuccessResult.(*clientpb.ClientResponse_ReadData)
	if !found {
		return fmt.Errorf("the answer has no read data: %v", response)
	}
	var pairs []string
	for _, result := range data.ReadData.Results {
		pairs = append(pairs, fmt.Sprintf("%s=%s", result.Key, result.Value))
	}
	return firstOf(
		same("the error", response.Error, errorpb.ErrorCode_SUCCESS),
		same("what was found", pairs, expected))
}

func writesReads(ctx context.Context, c *cluster) error {
	if err := c.puts(ctx, "go/a", "1", "go/a", "2"); err != nil {
		return err
	}
	withoutPolicy := &clientpb.ClientReadRequest{Keys: [][]byte{[]byte("go/a")}}
	return firstOf(
		c.leader.reads(ctx, withoutPolicy, []string{"go/a=2"}),
		c.leader.reads(ctx, read(linearizable, "go/a"), []string{"go/a=2"}),
		c.leader.reads(ctx, read(lease, "go/a"), []string{"go/a=2"}),
		c.leader.reads(ctx, read(eventual, "go/a"), []string{"go/a=2"}))
}

func readsNothing(ctx context.Context, c *cluster) error {
	return firstOf(
		c.leader.reads(ctx, read(linearizable, "go/absent"), nil),
		c.leader.reads(ctx, read(linearizable), nil))
}

func readsMany(ctx context.Context, c *cluster) error {
	return firstOf(
		c.puts(ctx, "go/many/a", "1", "go/many/c", ""),
		c.leader.reads(ctx, read(linearizable, "go/many/c", "go/many/b", "go/many/a", "go/many/c"),
			[]string{"go/many/c=", "go/many/a=1", "go/many/c="}))
}

func readsEventually(ctx context.Context, c *cluster) error {
	if err := c.puts(ctx, "go/eventual", "1"); err != nil {
		return err
	}
	for _, each := range c.nodes {
		// A follower may be a little behind.
		err := each.reads(ctx, read(eventual, "go/eventual"), []string{"go/eventual=1"})
		for err != nil && ctx.Err() == nil {
			time.Sleep(pause)
			err = each.reads(ctx, read(eventual, "go/eventual"), []string{"go/eventual=1"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func swaps(ctx context.Context, c *cluster) error {
	return firstOf(
		c.succeeds(ctx, remove("go/swap"), true),
		c.succeeds(ctx, swap("go/swap", []byte("1"), "x"), false),
		c.succeeds(ctx, swap("go/swap", nil, "1"), true),
		c.succeeds(ctx, swap("go/swap", nil, "x"), false),
		c.succeeds(ctx, swap("go/swap", []byte{}, "x"), false),
		c.succeeds(ctx, swap("go/swap", []byte("1"), "2"), true),
		c.leader.reads(ctx, read(linearizable, "go/swap"), []string{"go/swap=2"}))
}

func deletesNothing(ctx context.Context, c *cluster) error {
	return firstOf(
		c.puts(ctx, "go/delete", "1"),
		c.succeeds(ctx, remove("go/delete"), true),
		c.succeeds(ctx, remove("go/delete"), true),
		c.leader.reads(ctx, read(linearizable, "go/delete"), nil))
}

func scans(ctx context.Context, c *cluster) error {
	if err := c.puts(ctx, "/go/scan/b", "2", "/go/scan/a", "1", "/go/scanned", "x", "/go/scan/c/d", "3"); err != nil {
		return err
	}
	request := &clientpb.ScanRequest{ClientId: 42, Prefix: []byte("/go/scan/")}
	first, err := c.leader.keys.HandleClientScan(ctx, request)
	if err != nil {
		return err
	}
	var pairs []string
	for _, entry := range first.Entries {
		pairs = append(pairs, fmt.Sprintf("%s=%s", entry.Key, entry.Value))
	}
	if err := c.puts(ctx, "go/other", "1"); err != nil {
		return err
	}
	second, err := c.leader.keys.HandleClientScan(ctx, request)
	if err != nil {
		return err
	}
	nothing, err := c.leader.keys.HandleClientScan(ctx, &clientpb.ScanRequest{})
	if err != nil {
		return err
	}
	return firstOf(
		same("the keys", pairs, []string{"/go/scan/a=1", "/go/scan/b=2", "/go/scan/c/d=3"}),
		same("how much later the second scan is", second.Revision-first.Revision, 1),
		same("what begins with the empty prefix", len(nothing.Entries), 0))
}

func compresses(ctx context.Context, c *cluster) error {
	compressed := grpc.UseCompressor(gzip.Name)
	value := string(bytes.Repeat([]byte("compressible "), 10_000))
	if err := c.succeeds(ctx, put("go/gzip", value), true, compressed); err != nil {
		return err
	}
	err := c.leader.reads(ctx, read(linearizable, "go/gzip"), []string{"go/gzip=" + value}, compressed)
	if err != nil {
		return err
	}
	_, err = c.leader.keys.HandleClientScan(ctx, &clientpb.ScanRequest{Prefix: []byte("go/gzip")}, compressed)
	return err
}
