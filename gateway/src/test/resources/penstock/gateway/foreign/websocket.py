# An instance that echoes and a client of it, both by the Python library websockets.
import asyncio
import sys

import websockets


async def serve():
    async def echo(socket, *_):
        async for message in socket:
            await socket.send(message)

    server = await websockets.serve(echo, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


async def talk(address):
    async with websockets.connect(address) as socket:
        for message in ["a", "b" * 100_000, b"\x00\xff" * 50_000, ""]:
            await socket.send(message)
            assert await socket.recv() == message
        await (await socket.ping())
    print("closed with", socket.close_code)


asyncio.run(serve() if sys.argv[1] == "serve" else talk(sys.argv[1]))
