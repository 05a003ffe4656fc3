// Asks a gateway for replies of an upstream that does everything wrong, and prints what its clients see.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createRepartee } from "../dist/index.js";
import {
  namedChain,
  reparteeChain,
  reparteeWallOptions,
  runRandomStreams,
  runWall,
  startWallProvider,
  wallTable,
} from "../dist/testing/index.js";

const help = `Usage: npm run wall -- [options]

Asks Repartee, or another OpenAI-compatible gateway, for replies from a fake provider that has every fault of an
upstream: before and after the first token, streamed and whole, alone (plain), before a model that answers (first), and
as the fallback after a model that fails (last). A cell passes if the answer ends in time with a whole reply, with that
of the fallback, or with one clear error; a reply that broke off and says that it is complete fails, and so does one
without an end. The exit code is 1 when a cell fails.

  --target URL    a running gateway in place of Repartee, without /v1
  --chains KIND   how it is asked for a chain: names (first-MODEL and last-MODEL are models of the gateway, the default),
                  portkey (the x-portkey-config header)
  --models        prints the models that the gateway must have, as JSON: the name that clients use; the chain of the
                  provider's models, each with base_url and model; then ends
  --key KEY       sent to the gateway as a Bearer token
  --port PORT     of the provider; 60 ports after it are for faults of the connection (default 4600)
  --streams N     asks for N streams that break off at random in place of the table
  --seed SEED     of the first of them (default 1)
  --deadline-ms N when an answer is late (default 90000)
  --json FILE     writes the results of all cells too

Another gateway: start it with the models of --models, whose addresses are those of the provider while this command
runs, with its own retries and fallbacks on, then
  npm run wall -- --target http://127.0.0.1:4000 --key sk-...`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    target: { type: "string" },
    chains: { type: "string", default: "names" },
    models: { type: "boolean" },
    key: { type: "string" },
    port: { type: "string" },
    streams: { type: "string" },
    seed: { type: "string", default: "1" },
    "deadline-ms": { type: "string", default: "90000" },
    json: { type: "string" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const isForeign = values.target !== undefined || values.models === true;
const wall = await startWallProvider({ port: Number(values.port ?? (isForeign ? 4600 : 0)) });
const byName = new Map(wall.upstreams.map((upstream) => [upstream.name, upstream]));

/** The chain of each model that a gateway with named chains needs. */
function namedModels() {
  const link = ({ baseUrl, model }) => ({ base_url: baseUrl, model });
  const [good, broken] = [byName.get("wall-good"), byName.get("wall-broken")];
  return wall.upstreams.flatMap((upstream) => [
    { name: upstream.name, chain: [link(upstream)] },
    ...(upstream.name.startsWith("wall-")
      ? []
      : [
          { name: `first-${upstream.name}`, chain: [link(upstream), link(good)] },
          { name: `last-${upstream.name}`, chain: [link(broken), link(upstream)] },
        ]),
  ]);
}

/** As Portkey's documentation advises: retries and fallbacks in the request's own config. */
function portkeyChain(names) {
  const links = names.map((name) => {
    const { baseUrl, model } = byName.get(name);
    return { provider: "openai", api_key: "none", custom_host: baseUrl, override_params: { model } };
  });
  const retry = { attempts: 2 };
  const [only] = links;
  const config =
    links.length === 1
      ? { ...only, retry }
      : { strategy: { mode: "fallback" }, targets: links.map((link) => ({ ...link, retry })) };
  return {
    model: byName.get(names[0]).model,
    headers: { "x-portkey-config": JSON.stringify({ ...config, request_timeout: 6000 }) },
  };
}

const chains = { names: namedChain, portkey: portkeyChain, repartee: reparteeChain };

async function run(target, chain) {
  const auth = values.key === undefined ? {} : { authorization: `Bearer ${values.key}` };
  const withKey = (names) => {
    const request = chain(names);
    return { ...request, headers: { ...auth, ...request.headers } };
  };
  const deadlineMs = Number(values["deadline-ms"]);
  if (values.streams !== undefined) {
    const options = { target, count: Number(values.streams), seed: Number(values.seed), deadlineMs, chain: withKey };
    const result = await runRandomStreams(options);
    console.log(JSON.stringify(result, undefined, 2));
    return result.withoutEnd.length + result.truncatedButComplete.length === 0;
  }
  const startMs = performance.now();
  const results = await runWall({ target, chain: withKey, deadlineMs });
  console.log(wallTable(results));
  console.log(`${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(results, undefined, 2));
  return results.every(({ failure }) => failure === undefined);
}

try {
  if (values.models === true) {
    console.log(JSON.stringify(namedModels(), undefined, 2));
  } else if (values.target !== undefined) {
    process.exitCode = (await run(values.target.replace(/\/(v1\/?)?$/, ""), chains[values.chains])) ? 0 : 1;
  } else {
    const repartee = await createRepartee({ ...reparteeWallOptions(wall.upstreams), logLevel: "silent" });
    const { url } = await repartee.listen({ port: 0 });
    process.exitCode = (await run(url, chains.repartee)) ? 0 : 1;
    await repartee[Symbol.asyncDispose]();
  }
} finally {
  await wall[Symbol.asyncDispose]();
}
