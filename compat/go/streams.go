package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding/gzip"

	clientpb "github.com/deventlab/d-engine/proto/client"
	errorpb "github.com/deventlab/d-engine/proto/error"
)

var streamChecks = []check{
	{"a watch of a key tells puts and deletes with their revisions", watchesKey},
	{"a watch of a prefix tells what is below it", watchesPrefix},
	{"the root is a prefix", watchesRoot},
	{"a watch can ask for the values before", watchesPrevious},
	{"a watch is told now and then how far it is", watchesProgress},
	{"a watch may be asked for compressed", watchesCompressed},
	{"each node streams the members", watchesMembers},
}

// watch opens a watch and waits until the node has acknowledged it: what changes from then on is told.
func (n *node) watch(
	ctx context.Context, request *clientpb.WatchRequest, options ...grpc.CallOption,
) (clientpb.RaftClientService_WatchClient, error) {
	stream, err := n.keys.Watch(ctx, request, options...)
	if err != nil {
		return nil, err
	}
	_, err = stream.Header()
	return stream, err
}

// nextChange skips what tells no change.
func nextChange(stream clientpb.RaftClientService_WatchClient) (*clientpb.WatchResponse, error) {
	for {
		event, err := stream.Recv()
		if err != nil || event.EventType != clientpb.WatchEventType_WATCH_EVENT_TYPE_PROGRESS {
			return event, err
		}
	}
}

// tells compares the next changes, each as "TYPE key=value".
func tells(stream clientpb.RaftClientService_WatchClient, expected ...string) error {
	var revision uint64
	for _, change := range expected {
		event, err := nextChange(stream)
		if err != nil {
			return err
		}
		kind := event.EventType.String()[len("WATCH_EVENT_TYPE_"):]
		err = firstOf(
			same("a change", fmt.Sprintf("%s %s=%s", kind, event.Key, event.Value), change),
			same("its error", event.Error, errorpb.ErrorCode_SUCCESS),
			same("whether revisions grow", event.Revision > revision, true))
		if err != nil {
			return err
		}
		revision = event.Revision
	}
	return nil
}

func watchesKey(ctx context.Context, c *cluster) error {
	for _, each := range c.nodes {
		key := fmt.Sprintf("go/watch/%d", each.id)
		stream, err := each.watch(ctx, &clientpb.WatchRequest{Key: []byte(key)})
		if err != nil {
			return err
		}
		err = firstOf(
			c.puts(ctx, key, "1", key+"/more", "unseen"),
			c.succeeds(ctx, swap(key, []byte("1"), "2"), true),
			c.succeeds(ctx, swap(key, []byte("1"), "3"), false),
			c.succeeds(ctx, remove(key), true),
			tells(stream, "PUT "+key+"=1", "PUT "+key+"=2", "DELETE "+key+"="))
		if err != nil {
			return err
		}
	}
	return nil
}

func watchesPrefix(ctx context.Context, c *cluster) error {
	for _, each := range c.nodes {
		prefix := fmt.Sprintf("/go/watch/%d/", each.id)
		stream, err := each.watch(ctx, &clientpb.WatchRequest{Key: []byte(prefix), Prefix: true})
		if err != nil {
			return err
		}
		bare := prefix[:len(prefix)-1]
		err = firstOf(
			c.puts(ctx, prefix+"a", "1", bare, "x", bare+"-not", "x", prefix+"b/c", "2", prefix, "3"),
			c.succeeds(ctx, remove(prefix+"a"), true),
			tells(stream, "PUT "+prefix+"a=1", "PUT "+prefix+"b/c=2", "PUT "+prefix+"=3", "DELETE "+prefix+"a="))
		if err != nil {
			return err
		}
	}
	return nil
}

func watchesRoot(ctx context.Context, c *cluster) error {
	stream, err := c.leader.watch(ctx, &clientpb.WatchRequest{Key: []byte("/"), Prefix: true})
	if err != nil {
		return err
	}
	return firstOf(
		c.puts(ctx, "no-path", "x", "/go/root", "1"),
		tells(stream, "PUT /go/root=1"))
}

func watchesPrevious(ctx context.Context, c *cluster) error {
	if err := c.puts(ctx, "go/previous", "1"); err != nil {
		return err
	}
	request := &clientpb.WatchRequest{Key: []byte("go/previous"), PrevKv: true}
	stream, err := c.leader.watch(ctx, request)
	if err != nil {
		return err
	}
	err = firstOf(
		c.puts(ctx, "go/previous", "2"),
		c.succeeds(ctx, remove("go/previous"), true),
		c.puts(ctx, "go/previous", "3"))
	if err != nil {
		return err
	}
	for _, expected := range []string{"1", "2", ""} {
		event, err := nextChange(stream)
		if err != nil {
			return err
		}
		if err := same("the value before", string(event.PrevValue), expected); err != nil {
			return err
		}
	}
	return nil
}

func watchesProgress(ctx context.Context, c *cluster) error {
	stream, err := c.follower.watch(ctx, &clientpb.WatchRequest{Key: []byte("go/idle")})
	if err != nil {
		return err
	}
	if err := c.puts(ctx, "go/busy", "1"); err != nil {
		return err
	}
	scan, err := c.leader.keys.HandleClientScan(ctx, &clientpb.ScanRequest{Prefix: []byte("go/busy")})
	if err != nil {
		return err
	}
	for {
		event, err := stream.Recv()
		if err != nil {
			return err
		}
		err = firstOf(
			same("the kind", event.EventType, clientpb.WatchEventType_WATCH_EVENT_TYPE_PROGRESS),
			same("the length of its key and value", len(event.Key)+len(event.Value), 0))
		if err != nil || event.Revision >= scan.Revision {
			return err
		}
	}
}

func watchesCompressed(ctx context.Context, c *cluster) error {
	request := &clientpb.WatchRequest{Key: []byte("go/watch/gzip")}
	stream, err := c.leader.watch(ctx, request, grpc.UseCompressor(gzip.Name))
	if err != nil {
		return err
	}
	return firstOf(
		c.puts(ctx, "go/watch/gzip", "1"),
		tells(stream, "PUT go/watch/gzip=1"))
}

func watchesMembers(ctx context.Context, c *cluster) error {
	for _, each := range c.nodes {
		stream, err := each.keys.WatchMembership(ctx, &clientpb.WatchMembershipRequest{ClientId: 42})
		if err != nil {
			return err
		}
		first, err := stream.Recv()
		if err != nil {
			return err
		}
		err = firstOf(
			same("the members", first.Members, []uint32{1, 2, 3}),
			same("the number of learners", len(first.Learners), 0))
		if err != nil {
			return err
		}
	}
	return nil
}
