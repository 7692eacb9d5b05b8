# An instance that answers calls and a client of it, both by gRPC for Python; messages are plain bytes.
import sys
from concurrent import futures

import grpc


class Calls(grpc.GenericRpcHandler):
    def service(self, details):
        if details.method == "/shop.Cart/Add":
            return grpc.unary_unary_rpc_method_handler(lambda message, _: message + b"!")
        if details.method == "/shop.Cart/Many":
            return grpc.unary_stream_rpc_method_handler(many)
        if details.method == "/shop.Cart/Both":
            return grpc.stream_stream_rpc_method_handler(lambda messages, _: messages)
        if details.method == "/shop.Cart/Fail":
            return grpc.unary_unary_rpc_method_handler(fail)
        return None


def many(message, _):
    for number in range(100):
        yield message * number


def fail(_, context):
    context.set_trailing_metadata((("why", "out of stock"),))
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, "nothing left")


def serve():
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((Calls(),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()


def talk(address):
    with grpc.insecure_channel(address) as channel:
        add = channel.unary_unary("/shop.Cart/Add")
        assert [add(b"x" * size) for size in (0, 1, 100_000)] == [b"x" * size + b"!" for size in (0, 1, 100_000)]
        assert list(channel.unary_stream("/shop.Cart/Many")(b"y")) == [b"y" * number for number in range(100)]
        both = channel.stream_stream("/shop.Cart/Both")
        assert list(both(iter([b"1", b"2", b"3"]))) == [b"1", b"2", b"3"]
        calls = [add.future(b"%d" % number, timeout=60) for number in range(200)]
        assert [call.result() for call in calls] == [b"%d!" % number for number in range(200)]
        for method in ("Fail", "Unknown"):
            try:
                channel.unary_unary("/shop.Cart/" + method)(b"", timeout=60)
            except grpc.RpcError as error:
                print(method, error.code().name, error.details(), dict(error.trailing_metadata()).get("why"))


serve() if sys.argv[1] == "serve" else talk(sys.argv[1])
