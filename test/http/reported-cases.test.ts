/** Inputs that people reported to comparable servers, each with neighbours of its kind. */
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { startServer } from "./support/start-server.ts";

const messages = [{ role: "user", content: "Hi" }];
const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };

/** What the engine is asked, and the answer, for fields of a chat request. */
async function ask(fields: object) {
  const { post, serving } = await startServer();
  const response = await post("/v1/chat/completions", { messages, ...fields });
  const body = (await response.json()) as { repartee?: { warnings?: { feature?: string }[] }; error?: object };
  return { status: response.status, body, generate: serving.requests[0]?.generate };
}

describe("a chat request", () => {
  it.each([
    ["no stop texts", { stop: [] }, undefined],
    ["an empty stop text", { stop: "" }, undefined],
    ["five stop texts", { stop: ["a", "b", "c", "d", "e"] }, ["a", "b", "c", "d", "e"]],
    ["sixteen, one of them empty", { stop: [..."abcdefghijklmno", ""] }, [..."abcdefghijklmno"]],
  ])("may have %s", async (_, fields, stop) => {
    const { status, generate } = await ask(fields);
    expect({ status, stop: generate?.stop }).toEqual({ status: 200, stop });
  });

  it("may not have seventeen stop texts", async () => {
    expect((await ask({ stop: [..."abcdefghijklmnopq"] })).status).toBe(400);
  });

  it.each([{ max_tokens: -1 }, { max_completion_tokens: -1 }, { max_tokens: null }, {}])(
    "has no limit with %j",
    async (fields) => {
      const { status, generate } = await ask(fields);
      expect({ status, maxTokens: generate?.maxTokens }).toEqual({ status: 200, maxTokens: undefined });
    },
  );

  it.each([-2, 1.5, 2 ** 31])("is refused with max_tokens %d", async (limit) => {
    expect((await ask({ max_tokens: limit })).status).toBe(400);
  });

  it.each([{ max_tokens: 0 }, { max_completion_tokens: 0, max_tokens: 5 }])(
    "has its prompt read and gets no text with %j",
    async (fields) => {
      const { post } = await startServer();
      const whole = await (await post("/v1/chat/completions", { messages, ...fields })).json();
      expect(whole).toMatchObject({
        choices: [{ message: { content: "" }, finish_reason: "length" }],
        usage: { prompt_tokens: 12, completion_tokens: 0, total_tokens: 12 },
      });
      const streamed = await (await post("/v1/chat/completions", { messages, ...fields, stream: true })).text();
      expect(streamed).not.toContain("Hello");
      expect(streamed).toContain('"finish_reason":"length"');
      expect(streamed.trimEnd().endsWith("[DONE]")).toBe(true);
    },
  );

  it("may have content without a part, and the null fields that servers answer with", async () => {
    const spoken = { role: "assistant", content: [], refusal: null, audio: null, function_call: null };
    const { status, generate } = await ask({ messages: [{ role: "user", content: [] }, spoken, ...messages] });
    expect(status).toBe(200);
    expect(generate?.input).toMatchObject({ messages: [{ content: "" }, { content: "" }, { content: "Hi" }] });
  });

  it("goes on after the assistant's words where it says so, and answers them where it does not", async () => {
    const begun = [...messages, { role: "assistant", content: "Once upon" }];
    const continued = await ask({ messages: begun, continue_final_message: true, add_generation_prompt: false });
    expect(continued.status).toBe(200);
    expect(continued.generate).toMatchObject({ input: { messages }, replyPrefix: "Once upon" });
    const answered = await ask({ messages: begun });
    expect(answered.generate).not.toHaveProperty("replyPrefix");
    expect(answered.generate?.input).toMatchObject({ messages: begun });
  });

  it("may have 16 replies and not 17", async () => {
    expect((await ask({ n: 16 })).status).toBe(200);
    expect((await ask({ n: 17 })).status).toBe(400);
  });

  it.each([2 ** 53 + 2, 1e20, -1, 2 ** 32 + 7])("takes the seed %d", async (seed) => {
    const { status, generate } = await ask({ seed });
    expect(status).toBe(200);
    expect(generate?.sampling?.seed).toBeGreaterThanOrEqual(0);
    expect(generate?.sampling?.seed).toBeLessThan(2 ** 32);
  });

  it("takes an empty list of parts, and 16 choices", async () => {
    expect((await ask({ messages: [{ role: "user", content: [] }] })).status).toBe(200);
    expect((await ask({ n: 16 })).status).toBe(200);
  });

  it("has its schema honoured where it stands beside json_object", async () => {
    const beside = await ask({ response_format: { type: "json_object", schema } });
    expect(beside.generate?.format).toEqual({ kind: "json-schema", name: "reply", schema });
    const alone = await ask({ response_format: { type: "json_object" } });
    expect(alone.generate?.format).toEqual({ kind: "json-object" });
  });

  it.each(["grammar", "guided_regex", "guided_choice", "functions", "structured_outputs"])(
    "is warned that %s is not read, whole and streamed",
    async (feature) => {
      const { body } = await ask({ [feature]: schema });
      expect(body.repartee?.warnings).toMatchObject([{ kind: "unsupported-feature", feature }]);
      const { post } = await startServer();
      const streamed = await post("/v1/chat/completions", { messages, stream: true, [feature]: schema });
      expect(await streamed.text()).toContain(`"feature":"${feature}"`);
    },
  );

  it.each(["json_schema", "guided_json"])("has its schema honoured where it is in %s", async (feature) => {
    const { body, generate } = await ask({ [feature]: schema });
    expect(generate?.format).toEqual({ kind: "json-schema", name: "reply", schema });
    expect(body.repartee?.warnings).toBeUndefined();
    const both = await ask({ [feature]: schema, response_format: { type: "json_object" } });
    expect(both.generate?.format).toEqual({ kind: "json-object" });
  });

  it("is warned of a schema that is a text", async () => {
    const { body } = await ask({ guided_json: JSON.stringify(schema) });
    expect(body.repartee?.warnings).toMatchObject([{ feature: "guided_json" }]);
  });

  it("is not warned without them, nor where they are null", async () => {
    expect((await ask({ grammar: null })).body.repartee?.warnings).toBeUndefined();
  });

  it("may ask for more or less thinking", async () => {
    const reasoning = async (fields: object): Promise<unknown> => {
      const input = (await ask(fields)).generate?.input;
      return input?.kind === "chat" ? input.reasoning : undefined;
    };
    expect(await reasoning({ reasoning_effort: "low" })).toEqual({ effort: "low" });
    expect(await reasoning({ reasoning_effort: "none" })).toEqual({ enabled: false });
    expect(await reasoning({ chat_template_kwargs: { enable_thinking: false } })).toEqual({ enabled: false });
    expect(await reasoning({})).toBeUndefined();
  });
});

describe("a load balancer", () => {
  it("may speak HTTP/1.0 without a Host header", async () => {
    const { port } = await startServer();
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /health HTTP/1.0\r\n\r\n");
    expect((await text(socket)).split("\r\n")[0]).toBe("HTTP/1.1 200 OK");
  });
});

describe("an app with a scheme of its own", () => {
  it.each(["app://obsidian.md", "tauri://localhost", "capacitor://localhost", "https://app.example"])(
    "may call from %s where that is configured, from a private network too",
    async (origin) => {
      const { url } = await startServer({ corsOrigins: [origin] });
      const preflight = await fetch(`${url}/v1/models`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "GET",
          "access-control-request-private-network": "true",
        },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
      expect(preflight.headers.get("access-control-allow-private-network")).toBe("true");
    },
  );

  it("may not where it is not", async () => {
    const { url } = await startServer({ corsOrigins: ["app://obsidian.md"] });
    const answer = await fetch(`${url}/v1/models`, { headers: { origin: "app://other" } });
    expect(answer.status).toBe(403);
  });
});
