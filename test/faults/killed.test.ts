import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { eventData, isRunning, openStream, startServerProcess, until } from "./server-process.ts";

/** Process ids of runners and the cause of a death are read from /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("kill -9", () => {
  it("of the runner in mid-stream ends the stream with an error event, and the next request works", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    const data: string[] = [];
    for await (const event of eventData(await openStream(server.url, 1500))) {
      data.push(event);
      if (data.length === 10) process.kill(runner, "SIGKILL");
    }
    const errors = data.filter((event) => event.includes('"error"'));
    expect(errors).toHaveLength(1);
    expect(JSON.parse(errors[0] ?? "")).toMatchObject({
      error: { code: "runner_crashed", message: expect.stringContaining("endless") },
    });
    expect(data.indexOf(errors[0] ?? "")).toBeGreaterThanOrEqual(data.length - 2);

    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    const next = await openStream(server.url, 5);
    const pieces: string[] = [];
    for await (const event of eventData(next)) pieces.push(event);
    expect(next.status).toBe(200);
    expect(pieces.at(-1)).toBe("[DONE]");
    expect(pieces.some((event) => event.includes('"finish_reason":"length"'))).toBe(true);
    expect(server.runnerPids()).not.toContain(runner);
  });

  it("of the server leaves no runner behind", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    const stream = eventData(await openStream(server.url, 1500));
    await stream.next();
    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    await expect(
      stream.next().then(async () => {
        for await (const _ of stream);
      }),
    ).rejects.toThrow();
    await until(() => !isRunning(runner), 5000, "the runner's end");
  });
});

describeOnLinux("SIGTERM", () => {
  it("lets running streams finish, refuses new ones, and ends with exit code 0 and no runner", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    const data: string[] = [];
    for await (const event of eventData(await openStream(server.url, 200))) {
      data.push(event);
      if (data.length === 5) server.process.kill("SIGTERM");
    }
    expect(data.at(-1)).toBe("[DONE]");
    expect(data.some((event) => event.includes('"finish_reason":"length"'))).toBe(true);
    const [code] = (
      server.process.exitCode === null ? await once(server.process, "exit") : [server.process.exitCode]
    ) as [number];
    expect(code).toBe(0);
    await until(() => !isRunning(runner), 5000, "the runner's end");
  });

  it("ends streams that outlast the drain with a terminal event", async () => {
    await using server = await startServerProcess("--drain-timeout-ms", "300");
    const data: string[] = [];
    for await (const event of eventData(await openStream(server.url, 1500))) {
      data.push(event);
      if (data.length === 5) server.process.kill("SIGTERM");
    }
    expect(data.slice(-2).some((event) => event.includes('"error"') && event.includes("draining"))).toBe(true);
  });
});
