package main

import (
	"context"
	"fmt"
	"slices"

	"google.golang.org/grpc"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

var reflectionChecks = []check{
	{"reflection lists the services", listsServices},
	{"reflection describes what clients were compiled against", describesServices},
}

type reflectionStream = grpc.BidiStreamingClient[
	reflectionpb.ServerReflectionRequest, reflectionpb.ServerReflectionResponse]

func reflection(ctx context.Context, c *cluster) (reflectionStream, error) {
	return reflectionpb.NewServerReflectionClient(c.follower.conn).ServerReflectionInfo(ctx)
}

func ask(
	stream reflectionStream, request *reflectionpb.ServerReflectionRequest,
) (*reflectionpb.ServerReflectionResponse, error) {
	if err := stream.Send(request); err != nil {
		return nil, err
	}
	return stream.Recv()
}

func listsServices(ctx context.Context, c *cluster) error {
	stream, err := reflection(ctx, c)
	if err != nil {
		return err
	}
	answer, err := ask(stream, &reflectionpb.ServerReflectionRequest{
		MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{},
	})
	if err != nil {
		return err
	}
	var names []string
	for _, service := range answer.GetListServicesResponse().GetService() {
		names = append(names, service.Name)
	}
	for _, name := range []string{healthNames[0], healthNames[1], "grpc.health.v1.Health"} {
		if !slices.Contains(names, name) {
			return fmt.Errorf("%s is not among %v", name, names)
		}
	}
	return nil
}

// describesServices compares the node's descriptors with those of the stubs of this program: a number or a name that
// differs would be read as something else.
func describesServices(ctx context.Context, c *cluster) error {
	stream, err := reflection(ctx, c)
	if err != nil {
		return err
	}
	compared := 0
	for _, service := range healthNames[:2] {
		answer, err := ask(stream, &reflectionpb.ServerReflectionRequest{
			MessageRequest: &reflectionpb.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: service},
		})
		if err != nil {
			return err
		}
		for _, encoded := range answer.GetFileDescriptorResponse().GetFileDescriptorProto() {
			file := &descriptorpb.FileDescriptorProto{}
			if err := proto.Unmarshal(encoded, file); err != nil {
				return err
			}
			count, err := compare(file)
			if err != nil {
				return err
			}
			compared += count
		}
	}
	return same("whether all fields were compared", compared > 80, true)
}

// compare finds each field and method of a file in the stubs. It gives how many there were.
func compare(file *descriptorpb.FileDescriptorProto) (int, error) {
	prefix := protoreflect.FullName(file.GetPackage())
	count := 0
	for _, message := range file.GetMessageType() {
		compared, err := compareMessage(prefix.Append(protoreflect.Name(message.GetName())), message)
		if err != nil {
			return 0, err
		}
		count += compared
	}
	for _, service := range file.GetService() {
		for _, method := range service.GetMethod() {
			name := prefix.Append(protoreflect.Name(service.GetName())).Append(protoreflect.Name(method.GetName()))
			found, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
			if err != nil {
				return 0, err
			}
			stub := found.(protoreflect.MethodDescriptor)
			err = firstOf(
				same(string(name)+" takes", "."+stub.Input().FullName(), method.GetInputType()),
				same(string(name)+" gives", "."+stub.Output().FullName(), method.GetOutputType()),
				same(string(name)+" streams", stub.IsStreamingServer(), method.GetServerStreaming()))
			if err != nil {
				return 0, err
			}
			count++
		}
	}
	return count, nil
}

func compareMessage(name protoreflect.FullName, message *descriptorpb.DescriptorProto) (int, error) {
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return 0, err
	}
	fields := found.(protoreflect.MessageDescriptor).Fields()
	if err := same("the number of fields of "+string(name), fields.Len(), len(message.GetField())); err != nil {
		return 0, err
	}
	for _, field := range message.GetField() {
		stub := fields.ByNumber(protoreflect.FieldNumber(field.GetNumber()))
		if stub == nil {
			return 0, fmt.Errorf("the stubs lack field %d of %s", field.GetNumber(), name)
		}
		err := firstOf(
			same("a field of "+string(name), stub.Name(), field.GetName()),
			same("the type of "+string(stub.FullName()), stub.Kind(), protoreflect.Kind(field.GetType())),
			same("whether it may be absent", stub.HasOptionalKeyword(), field.GetProto3Optional()))
		if err != nil {
			return 0, err
		}
	}
	count := fields.Len()
	for _, nested := range message.GetNestedType() {
		compared, err := compareMessage(name.Append(protoreflect.Name(nested.GetName())), nested)
		if err != nil {
			return 0, err
		}
		count += compared
	}
	return count, nil
}
