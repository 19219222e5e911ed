// Writes hello=world to a d-engine cluster and reads it back.
//
// Any node may be asked: one that does not lead names the leader, and the program goes on there.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	pb "github.com/deventlab/d-engine/proto/client"
	errorpb "github.com/deventlab/d-engine/proto/error"
)

const (
	key     = "hello"
	value   = "world"
	timeout = 5 * time.Second
	// A cluster that is electing a leader has one within seconds.
	rounds = 10
	pause  = 500 * time.Millisecond
)

var defaultAddresses = []string{"127.0.0.1:9081", "127.0.0.1:9082", "127.0.0.1:9083"}

func main() {
	addresses := os.Args[1:]
	if len(addresses) == 0 {
		addresses = defaultAddresses
	}
	if err := run(addresses); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(addresses []string) error {
	leader, conn, err := writeAnywhere(addresses)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Printf("wrote %s=%s (leader: %s)\n", key, value, leader)

	found, err := read(pb.NewRaftClientServiceClient(conn))
	if err != nil {
		return err
	}
	fmt.Printf("read %s=%s\n", key, found)
	return nil
}

// writeAnywhere tries the nodes in turn until one has written. It gives that node's address and connection.
func writeAnywhere(addresses []string) (string, *grpc.ClientConn, error) {
	var failure error
	for range rounds {
		for _, address := range addresses {
			conn, leader, err := write(address)
			if err == nil {
				return address, conn, nil
			}
			failure = fmt.Errorf("%s: %w", address, err)
			if leader == "" {
				continue
			}
			fmt.Printf("%s does not lead; it says that %s does\n", address, leader)
			if conn, _, err = write(leader); err == nil {
				return leader, conn, nil
			}
			failure = fmt.Errorf("%s: %w", leader, err)
		}
		time.Sleep(pause)
	}
	return "", nil, fmt.Errorf("no node has written %s; the last one said: %w", key, failure)
}

// write has one node write. Where it refuses because another one leads, it gives that one's address.
func write(address string) (conn *grpc.ClientConn, leader string, err error) {
	conn, err = grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if err != nil {
			conn.Close()
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	request := &pb.ClientWriteRequest{Command: &pb.WriteCommand{Operation: &pb.WriteCommand_Insert_{
		Insert: &pb.WriteCommand_Insert{Key: []byte(key), Value: []byte(value)},
	}}}
	var trailer metadata.MD
	response, err := pb.NewRaftClientServiceClient(conn).HandleClientWrite(ctx, request, grpc.Trailer(&trailer))
	if err != nil {
		return conn, leaderOfTrailer(trailer), err
	}
	if response.Error != errorpb.ErrorCode_SUCCESS {
		return conn, response.GetMetadata().GetLeaderAddress(), errors.New(response.Error.String())
	}
	return conn, "", nil
}

// leaderOfTrailer reads where the leader is, if the node that refused knows it.
func leaderOfTrailer(trailer metadata.MD) string {
	var hint struct {
		Address string `json:"address"`
	}
	for _, text := range trailer.Get("x-raft-leader") {
		if json.Unmarshal([]byte(text), &hint) == nil {
			return hint.Address
		}
	}
	return ""
}

// read asks the leader to confirm that it still leads, so that nothing older than the write is read.
func read(client pb.RaftClientServiceClient) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	policy := pb.ReadConsistencyPolicy_READ_CONSISTENCY_POLICY_LINEARIZABLE_READ
	response, err := client.HandleClientRead(ctx, &pb.ClientReadRequest{
		Keys:              [][]byte{[]byte(key)},
		ConsistencyPolicy: &policy,
	})
	if err != nil {
		return "", err
	}
	if response.Error != errorpb.ErrorCode_SUCCESS {
		return "", errors.New(response.Error.String())
	}
	results := response.GetReadData().GetResults()
	if len(results) == 0 {
		return "", fmt.Errorf("%s is not there", key)
	}
	return string(results[0].Value), nil
}
