package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	clientpb "github.com/deventlab/d-engine/proto/client"
	commonpb "github.com/deventlab/d-engine/proto/common"
	clusterpb "github.com/deventlab/d-engine/proto/server/cluster"
)

const pause = 100 * time.Millisecond

// The names that health probes of the original ask for.
var healthNames = []string{
	"d_engine.client.RaftClientService",
	"d_engine.server.cluster.ClusterManagementService",
	"d_engine.server.election.RaftElectionService",
	"d_engine.server.replication.RaftReplicationService",
	"d_engine.server.storage.SnapshotService",
}

type node struct {
	id      uint32
	address string
	conn    *grpc.ClientConn
	keys    clientpb.RaftClientServiceClient
	members clusterpb.ClusterManagementServiceClient
}

type cluster struct {
	nodes    []*node
	leader   *node
	follower *node
}

// connect waits until a leader serves. Nodes are numbered in the order of their addresses, from 1.
func connect(ctx context.Context, addresses []string) (*cluster, error) {
	all := &cluster{}
	for i, address := range addresses {
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return nil, err
		}
		all.nodes = append(all.nodes, &node{
			id:      uint32(i + 1),
			address: address,
			conn:    conn,
			keys:    clientpb.NewRaftClientServiceClient(conn),
			members: clusterpb.NewClusterManagementServiceClient(conn),
		})
	}
	for ctx.Err() == nil {
		if leader := all.agreedLeader(ctx); leader != 0 {
			all.leader = all.nodes[leader-1]
			all.follower = all.nodes[leader%uint32(len(all.nodes))]
			return all, nil
		}
		time.Sleep(pause)
	}
	return nil, errors.New("the nodes agree on no leader")
}

// agreedLeader is the leader that all nodes name, or 0.
func (c *cluster) agreedLeader(ctx context.Context) uint32 {
	var leader uint32
	for i, each := range c.nodes {
		membership, err := each.members.GetClusterMetadata(ctx, &clusterpb.MetadataRequest{})
		if err != nil || membership.CurrentLeaderId == nil || i > 0 && *membership.CurrentLeaderId != leader {
			return 0
		}
		leader = *membership.CurrentLeaderId
	}
	return leader
}

func (c *cluster) close() {
	for _, each := range c.nodes {
		each.conn.Close()
	}
}

var clusterChecks = []check{
	{"each node describes the cluster", describes},
	{"each node knows where the leader is", discovers},
	{"health is served under the five names, and under none", health},
	{"a health watch begins with what is", healthWatch},
	{"an unknown name has no health", unknownHealth},
}

func describes(ctx context.Context, c *cluster) error {
	for _, asked := range c.nodes {
		membership, err := asked.members.GetClusterMetadata(ctx, &clusterpb.MetadataRequest{})
		if err != nil {
			return err
		}
		if err := same("the number of nodes", len(membership.Nodes), len(c.nodes)); err != nil {
			return err
		}
		for i, meta := range membership.Nodes {
			role := commonpb.NodeRole_NODE_ROLE_FOLLOWER
			if meta.Id == c.leader.id {
				role = commonpb.NodeRole_NODE_ROLE_LEADER
			}
			err := firstOf(
				same("an id", meta.Id, i+1),
				same("an address", meta.Address, c.nodes[i].address),
				same("a role", meta.Role, int32(role)),
				same("a status", meta.Status, commonpb.NodeStatus_NODE_STATUS_ACTIVE))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func discovers(ctx context.Context, c *cluster) error {
	for _, asked := range c.nodes {
		found, err := asked.members.DiscoverLeader(ctx, &clusterpb.LeaderDiscoveryRequest{NodeId: 9})
		if err != nil {
			return fmt.Errorf("node %d: %w", asked.id, err)
		}
		err = firstOf(
			same("the leader", found.LeaderId, c.leader.id),
			same("its address", found.LeaderAddress, c.leader.address),
			same("whether there is a term", found.Term > 0, true))
		if err != nil {
			return err
		}
	}
	return nil
}

func health(ctx context.Context, c *cluster) error {
	for _, asked := range c.nodes {
		for _, name := range append([]string{""}, healthNames...) {
			request := &healthpb.HealthCheckRequest{Service: name}
			answer, err := healthpb.NewHealthClient(asked.conn).Check(ctx, request)
			if err != nil {
				return fmt.Errorf("%q: %w", name, err)
			}
			if err := same(name, answer.Status, healthpb.HealthCheckResponse_SERVING); err != nil {
				return err
			}
		}
	}
	return nil
}

func healthWatch(ctx context.Context, c *cluster) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	request := &healthpb.HealthCheckRequest{Service: healthNames[0]}
	stream, err := healthpb.NewHealthClient(c.follower.conn).Watch(ctx, request)
	if err != nil {
		return err
	}
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	return same("the first status", first.Status, healthpb.HealthCheckResponse_SERVING)
}

func unknownHealth(ctx context.Context, c *cluster) error {
	request := &healthpb.HealthCheckRequest{Service: "nothing.of.the.kind"}
	_, err := healthpb.NewHealthClient(c.leader.conn).Check(ctx, request)
	return refused("the check", err, codes.NotFound)
}
