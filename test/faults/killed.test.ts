import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { eventData, isRunning, openStream, startServerProcess, until } from "./server-process.ts";

/** Process ids of runners and the cause of a death are read from /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("kill -9", () => {
  it("of the runner in mid-stream is not noticed: the stream goes on to its end, without a gap, and says so", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    const read = async (onEvent: (count: number) => void): Promise<string[]> => {
      const data: string[] = [];
      for await (const event of eventData(await openStream(server.url, 300))) onEvent(data.push(event));
      return data;
    };
    const textOf = (data: readonly string[]): string =>
      data
        .filter((event) => event !== "[DONE]")
        .map((event) => JSON.parse(event).choices[0]?.delta?.content ?? "")
        .join("");
    const alone = await read(() => {});
    const killed = await read((count) => {
      if (count === 10) process.kill(runner, "SIGKILL");
    });
    expect(killed.at(-1)).toBe("[DONE]");
    expect(killed.filter((event) => event.includes('"error"'))).toEqual([]);
    expect(killed.some((event) => event.includes('"kind":"resumed"'))).toBe(true);
    // The text so far is cut into tokens anew, so that this model, which knows tokens by heart, may lose a blank there.
    const [whole, resumed] = [alone, killed].map((data) => textOf(data).replaceAll(" ", ""));
    expect(resumed?.slice(0, 900)).toBe(whole?.slice(0, 900));
    expect(server.runnerPids()).not.toContain(runner);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(
      /repartee_replies_resumed_total\{model="endless",when="mid_stream"\} 1/,
    );
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
