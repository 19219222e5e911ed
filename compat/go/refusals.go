package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	clientpb "github.com/deventlab/d-engine/proto/client"
	errorpb "github.com/deventlab/d-engine/proto/error"
	clusterpb "github.com/deventlab/d-engine/proto/server/cluster"
)

var refusalChecks = []check{
	{"errors have the numbers of the original", numbersOfErrors},
	{"who does not lead says who does, and does nothing", namesLeader},
	{"a write without an operation is an invalid argument", emptyWrite},
	{"a prefix that is no path is an invalid argument", badPrefix},
	{"a policy with an unknown number is the configured one", unknownPolicy},
	{"a time to live beyond all reason is an invalid argument", endlessTTL},
	{"a request that is too large is refused, and the next is served", tooLarge},
	{"a membership change that says nothing is an invalid argument", emptyChanges},
	{"methods between nodes of the original are not implemented", internalMethods},
}

// refused fails unless a call failed with this status.
func refused(what string, err error, code codes.Code) error {
	return same("the status of "+what, status.Code(err), code)
}

// Clients have compiled these in.
var errorNumbers = map[string]int32{
	"SUCCESS": 0, "CONNECTION_TIMEOUT": 1001, "INVALID_ADDRESS": 1002, "LEADER_CHANGED": 1003, "JOIN_ERROR": 1004,
	"INVALID_RESPONSE": 2001, "VERSION_MISMATCH": 2002, "DISK_FULL": 3001, "DATA_CORRUPTION": 3002,
	"STORAGE_IO_ERROR": 3003, "STORAGE_PERMISSION_DENIED": 3004, "KEY_NOT_EXIST": 3005, "NOT_LEADER": 4001,
	"STALE_OPERATION": 4002, "INVALID_REQUEST": 4003, "RATE_LIMITED": 4004, "CLUSTER_UNAVAILABLE": 4005,
	"PROPOSE_FAILED": 4006, "TERM_OUTDATED": 4007, "RETRY_REQUIRED": 4008, "WATCH_BUFFER_OVERFLOW": 5001,
	"GENERAL": 8888, "UNCATEGORIZED": 9999,
}

func numbersOfErrors(context.Context, *cluster) error {
	return same("the table of errors", errorpb.ErrorCode_value, errorNumbers)
}

func namesLeader(ctx context.Context, c *cluster) error {
	calls := map[string]func(grpc.CallOption) error{
		"a write": func(option grpc.CallOption) error {
			_, err := c.follower.keys.HandleClientWrite(ctx, put("go/refused", "1"), option)
			return err
		},
		"a linearizable read": func(option grpc.CallOption) error {
			_, err := c.follower.keys.HandleClientRead(ctx, read(linearizable, "go/refused"), option)
			return err
		},
		"a lease read": func(option grpc.CallOption) error {
			_, err := c.follower.keys.HandleClientRead(ctx, read(lease, "go/refused"), option)
			return err
		},
		"a scan": func(option grpc.CallOption) error {
			_, err := c.follower.keys.HandleClientScan(ctx, &clientpb.ScanRequest{Prefix: []byte("go/")}, option)
			return err
		},
	}
	for name, call := range calls {
		var trailer metadata.MD
		if err := refused(name, call(grpc.Trailer(&trailer)), codes.FailedPrecondition); err != nil {
			return err
		}
		var hint struct {
			LeaderID uint32 `json:"leader_id"`
			Address  string `json:"address"`
		}
		text := strings.Join(trailer.Get("x-raft-leader"), "")
		if err := json.Unmarshal([]byte(text), &hint); err != nil {
			return fmt.Errorf("%s: the trailer is %q: %w", name, text, err)
		}
		err := firstOf(
			same("the leader", hint.LeaderID, c.leader.id),
			same("its address", hint.Address, c.leader.address))
		if err != nil {
			return err
		}
	}
	return c.leader.reads(ctx, read(linearizable, "go/refused"), nil)
}

func emptyWrite(ctx context.Context, c *cluster) error {
	_, without := c.leader.keys.HandleClientWrite(ctx, &clientpb.ClientWriteRequest{ClientId: 42})
	_, empty := c.leader.keys.HandleClientWrite(ctx, write(&clientpb.WriteCommand{}))
	return firstOf(
		refused("a write without a command", without, codes.InvalidArgument),
		refused("an empty command", empty, codes.InvalidArgument))
}

func badPrefix(ctx context.Context, c *cluster) error {
	for _, prefix := range []string{"", "no-path", "no-path/", "/no-path"} {
		stream, err := c.leader.keys.Watch(ctx, &clientpb.WatchRequest{Key: []byte(prefix), Prefix: true})
		if err == nil {
			_, err = stream.Recv()
		}
		if err := refused("a watch of "+prefix, err, codes.InvalidArgument); err != nil {
			return err
		}
	}
	return nil
}

func unknownPolicy(ctx context.Context, c *cluster) error {
	if err := c.puts(ctx, "go/policy", "1"); err != nil {
		return err
	}
	_, err := c.follower.keys.HandleClientRead(ctx, read(77, "go/policy"))
	return firstOf(
		c.leader.reads(ctx, read(77, "go/policy"), []string{"go/policy=1"}),
		refused("the same at a follower", err, codes.FailedPrecondition))
}

func endlessTTL(ctx context.Context, c *cluster) error {
	request := put("go/ttl", "1")
	for _, secs := range []uint64{1 << 62, 1<<64 - 1} {
		request.Command.GetInsert().TtlSecs = secs
		_, err := c.leader.keys.HandleClientWrite(ctx, request)
		if err := refused("a write", err, codes.InvalidArgument); err != nil {
			return err
		}
	}
	return c.leader.reads(ctx, read(linearizable, "go/ttl"), nil)
}

func tooLarge(ctx context.Context, c *cluster) error {
	_, command := c.leader.keys.HandleClientWrite(ctx, put("go/large", strings.Repeat("x", 5<<20)))
	_, message := c.leader.keys.HandleClientWrite(ctx, put("go/large", strings.Repeat("x", 9<<20)))
	return firstOf(
		refused("a command beyond the limit", command, codes.InvalidArgument),
		refused("a message beyond the limit", message, codes.ResourceExhausted),
		c.leader.reads(ctx, read(linearizable, "go/large"), nil))
}

func emptyChanges(ctx context.Context, c *cluster) error {
	_, change := c.leader.members.UpdateClusterConf(ctx, &clusterpb.ClusterConfChangeRequest{})
	_, join := c.leader.members.JoinCluster(ctx, &clusterpb.JoinRequest{})
	return firstOf(
		refused("a change", change, codes.InvalidArgument),
		refused("a join", join, codes.InvalidArgument))
}

func internalMethods(ctx context.Context, c *cluster) error {
	for _, method := range []string{
		"/d_engine.server.election.RaftElectionService/RequestVote",
		"/d_engine.server.replication.RaftReplicationService/AppendEntries",
	} {
		err := c.leader.conn.Invoke(ctx, method, &clusterpb.MetadataRequest{}, &clusterpb.MetadataRequest{})
		if err := refused(method, err, codes.Unimplemented); err != nil {
			return err
		}
	}
	return nil
}
