import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { eventData, isRunning, openStream, startServerProcess, until } from "./server-process.ts";

/** Process ids of runners are read from /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

interface ListedModel {
  readonly repartee: { readonly state: string; readonly failure?: { readonly code: string; readonly message: string } };
}

// At the same time: what takes long here is waiting for a runner's silence to be long enough.
describeOnLinux.concurrent("a runner that hangs", () => {
  it("is found out while nobody asks it; the server stays ready, and the next request loads the model anew", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    process.kill(runner, "SIGSTOP");
    let model: ListedModel | undefined;
    await until(
      async () => {
        model = (await (await fetch(`${server.url}/v1/models/endless`)).json()) as ListedModel;
        return model.repartee.state !== "ready";
      },
      40_000,
      "the runner's death",
    );
    expect(model?.repartee).toMatchObject({
      state: "unloaded",
      failure: { code: "runner_crashed", message: expect.stringContaining("gave no sign of life for 8 s") },
    });
    expect(isRunning(runner)).toBe(false);
    const ready = await fetch(`${server.url}/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, models: { unloaded: 1, failed: 0, ready: 0 } },
    ]);

    const data: string[] = [];
    for await (const event of eventData(await openStream(server.url, 5))) data.push(event);
    expect(data.at(-1)).toBe("[DONE]");
    expect(data.some((event) => event.includes('"finish_reason":"length"'))).toBe(true);
    const again = (await (await fetch(`${server.url}/v1/models/endless`)).json()) as ListedModel;
    expect(again.repartee.state).toBe("ready");
    expect(again.repartee).not.toHaveProperty("failure");
  }, 60_000);

  it("is not left behind by a server that is asked to stop", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    process.kill(runner, "SIGSTOP");
    const exited = once(server.process, "exit");
    server.process.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    await until(() => !isRunning(runner), 5000, "the runner's end");
  });
});
