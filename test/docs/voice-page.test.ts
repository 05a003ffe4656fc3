import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createRepartee } from "../../src/index.ts";
import { clientOf, runClient } from "./page-client.ts";

test("docs/voice.md shows a realtime client that works and has fewer than 40 lines", async () => {
  const repartee = await createRepartee({ model: "echo" });
  onTestFinished(() => repartee[Symbol.asyncDispose]());
  const { url } = await repartee.listen({ port: 0 });
  const client = clientOf(join("docs", "voice.md"));
  expect(client.trim().split("\n").length).toBeLessThan(40);
  const { code, errors, output } = await runClient(client, url);
  expect([code, errors]).toEqual([0, ""]);
  // No recognizer is installed for tests: the apology is what everybody hears first.
  expect(output).toMatch(/^face: neutral\nsays: .*could not hear you.*\n[1-9][\d.]* s of sound\n$/s);
});
