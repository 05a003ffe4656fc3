"""Ray Serve with llama.cpp's server as the worker, on one machine and processors: the smallest cluster for Repartee.

    pip install -r requirements.txt
    python serve_llama.py --llama-server ./llama-server --model model.gguf --replicas 2

Each replica starts its own llama-server on a free port and passes requests on to it, streams included. Ray sends a
request to the replica that has the least to do, starts a replica that died anew, and asks each whether it is healthy.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import subprocess

import aiohttp
import ray
from ray import serve
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

START_LIMIT_S = 120
PASSED_ON = ("content-type", "retry-after")


@serve.deployment(
    max_ongoing_requests=32,
    health_check_period_s=1,
    health_check_timeout_s=5,
    graceful_shutdown_timeout_s=5,
    ray_actor_options={"num_cpus": 0},
)
class LlamaWorker:
    def __init__(self, binary: str, model: str, alias: str, slots: int, context_size: int):
        self._port = free_port()
        self._worker = subprocess.Popen(
            [binary, "--model", model, "--alias", alias, "--host", "127.0.0.1", "--port", str(self._port)]
            + ["--parallel", str(slots), "--ctx-size", str(slots * context_size), "--threads", "1", "--jinja"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._session: aiohttp.ClientSession | None = None
        self._ready = asyncio.get_event_loop().create_task(self._wait_until_ready())

    def __del__(self):
        self._worker.kill()

    def check_health(self) -> None:
        if self._worker.poll() is not None:
            raise RuntimeError(f"llama-server ended with {self._worker.returncode}")

    async def __call__(self, request: Request) -> Response:
        await self._ready
        try:
            answer = await self._client().request(
                request.method,
                f"http://127.0.0.1:{self._port}{request.url.path}",
                data=await request.body(),
                headers={"content-type": request.headers.get("content-type", "application/json")},
            )
        except aiohttp.ClientError as error:
            return JSONResponse({"error": {"message": f"The worker cannot be reached: {error}"}}, status_code=503)
        headers = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
        return StreamingResponse(passed_on(answer), status_code=answer.status, headers=headers)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=5))
        return self._session

    async def _wait_until_ready(self) -> None:
        async with asyncio.timeout(START_LIMIT_S):
            while True:
                self.check_health()
                with contextlib.suppress(aiohttp.ClientError):
                    async with self._client().get(f"http://127.0.0.1:{self._port}/health") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)


async def passed_on(answer: aiohttp.ClientResponse):
    """A client that leaves closes this, and with it the worker's stream. One that breaks off breaks off here too."""
    try:
        async for piece in answer.content.iter_any():
            yield piece
    finally:
        answer.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llama-server", required=True, help="the binary of llama.cpp's server")
    parser.add_argument("--model", required=True, help="a .gguf file")
    parser.add_argument("--alias", default="llama", help="the model's name in requests (default: llama)")
    parser.add_argument("--replicas", type=int, default=2, help="llama-servers (default: 2)")
    parser.add_argument("--slots", type=int, default=4, help="replies at once in each (default: 4)")
    parser.add_argument("--context-size", type=int, default=2048, help="tokens of each slot (default: 2048)")
    parser.add_argument("--port", type=int, default=8100, help="where Ray Serve listens (default: 8100)")
    options = parser.parse_args()

    ray.init(include_dashboard=False, num_cpus=max(2, os.cpu_count() or 2), configure_logging=False)
    serve.start(http_options={"host": "127.0.0.1", "port": options.port})
    worker = LlamaWorker.options(num_replicas=options.replicas).bind(
        os.path.abspath(options.llama_server),
        os.path.abspath(options.model),
        options.alias,
        options.slots,
        options.context_size,
    )
    serve.run(worker, name="llama", route_prefix="/")
    print(f"Ray Serve {ray.__version__} is listening on http://127.0.0.1:{options.port}/v1", flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    serve.shutdown()


if __name__ == "__main__":
    main()
