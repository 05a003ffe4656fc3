import { afterAll, beforeAll, describe, it } from "vitest";
import type { Capabilities } from "../../core/capabilities.ts";
import { silentLog } from "../../core/log.ts";
import { echoingSubject } from "../../testing/echoing-subject.ts";
import { engineContract } from "../../testing/engine-contract.ts";
import { type FakeOpenai, startFakeOpenai } from "../../testing/fake-openai/fake-openai.ts";
import { dialects } from "./dialects.ts";
import { createOpenaiCompatibleEngine, openaiCompatibleCapabilities, type DialectId } from "./index.ts";

/** Those that differ in what the contract asks; the tests of conversion have them all. */
const ids: readonly DialectId[] = ["generic", "vllm", "lm-studio", "tgi"];

/** The upstream keeps what it read for as long as it likes, whatever model is loaded or unloaded here. */
const skips = {
  "usage reports prompt tokens that were reused": "the upstream has read the prompts of earlier checks",
};

describe.each(ids)("openai-compatible engine keeps the engine contract with a server of kind %s", (dialect) => {
  let upstream: FakeOpenai;
  beforeAll(async () => {
    upstream = await startFakeOpenai({ kind: dialect });
  });
  afterAll(() => upstream[Symbol.asyncDispose]());

  const subject = {
    ...echoingSubject,
    source: { name: "owner/echo", location: "fake/echo" },
    capabilities: withoutWhatIsLacked(dialect),
    skips,
    passedOn: () => upstream.requests.at(-1)?.body,
    createEngine: () =>
      createOpenaiCompatibleEngine({
        log: silentLog,
        upstreams: [{ name: "fake", baseUrl: `${upstream.url}/v1`, dialect }],
      }),
  };
  for (const check of engineContract(subject)) {
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
  }
});

function withoutWhatIsLacked(dialect: DialectId): Capabilities {
  const lacked = Object.entries(dialects[dialect].lacks).map(([name, unsupported]) => [name, { unsupported }]);
  return { ...openaiCompatibleCapabilities, ...Object.fromEntries(lacked) } as Capabilities;
}
