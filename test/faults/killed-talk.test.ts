/** The model's process is killed in a talk over `WS /v1/realtime`. */
import { describe, expect, it } from "vitest";
import { connectRealtime } from "../support/voice/realtime-client.ts";
import { startServerProcess } from "./server-process.ts";

/** Process ids of runners are read from /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describeOnLinux("kill -9 of the model", () => {
  it("in the middle of a reply is survived: a new process goes on with it, and answers the next", async () => {
    await using server = await startServerProcess();
    const [runner = -1] = server.runnerPids();
    const client = await connectRealtime(server.url);
    const session = { instructions: "Go on.", output_modalities: ["text"], max_output_tokens: 300 };
    client.send({ type: "session.update", session });
    const item = { type: "message", role: "user", content: [{ type: "input_text", text: "Tell me a story." }] };
    client.send({ type: "conversation.item.create", item });
    client.send({ type: "response.create" });
    await client.next("response.output_text.delta");
    process.kill(runner, "SIGKILL");
    const { response } = await client.next("response.done");
    expect(response).toMatchObject({
      status: "completed",
      output: [{ content: [{ text: expect.stringMatching(/^One word after another(.*One word after another){2}/s) }] }],
      repartee: { source: "model", complete: true },
    });
    client.send({ type: "response.create", response: { max_output_tokens: 20 } });
    expect((await client.next("response.done"))["response"]).toMatchObject({
      status: "completed",
      repartee: { source: "model", complete: true },
    });
    expect(server.runnerPids()).not.toContain(runner);
  });
});
