/**
 * `npm run bench:gateway`: Repartee as a gateway in front of a fake upstream, beside the upstream itself, a bare proxy of
 * `node:http` and, where it is installed, LiteLLM's proxy; by turns in one run. CPU time is what a busy machine distorts least.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../stream-times.ts";
import { type GatewayFigures, gatewayScenarios } from "./scenarios.ts";
import { type GatewaySubject, startBareProxy, startFakeUpstream, startLitellm, startRepartee } from "./subjects.ts";

const help = `Measures Repartee as a gateway: npm run bench:gateway -- [options]

  --rounds N      rounds; medians are reported, and failures of all rounds (default 3)
  --seconds N     length of the steady scenarios (default 5)
  --only TEXT     only scenarios whose name has this in it
  --litellm PATH  LiteLLM's program, of a virtual environment with \`pip install 'litellm[proxy]'\`
`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    litellm: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const folder = await mkdtemp(join(tmpdir(), "repartee-gateway-"));
const subjects: GatewaySubject[] = [];
try {
  const upstream = await startFakeUpstream();
  subjects.push(upstream, await startBareProxy(upstream.url), await startRepartee(upstream.url, folder));
  if (values.litellm !== undefined) subjects.push(await startLitellm(values.litellm, upstream.url, folder));
  const scenarios = gatewayScenarios(Number(values.seconds)).filter(({ name }) => name.includes(values.only));
  for (const { ask } of subjects) await Promise.all(Array.from({ length: 20 }, () => ask({ stream: true, tokens: 8 })));
  const rounds = Number(values.rounds);
  for (const scenario of scenarios) {
    const found = new Map<string, GatewayFigures[]>(subjects.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
        found.get(subject.name)?.push(await scenario.run(subject));
      }
    }
    report(scenario.name, found);
  }
} finally {
  for (const subject of subjects.toReversed()) await subject.stop();
  await rm(folder, { recursive: true, force: true });
}

function report(scenario: string, found: ReadonlyMap<string, readonly GatewayFigures[]>): void {
  console.log(`\n${scenario}`);
  const columns = ["requests/s", "p50 ms", "p99 ms", "CPU us/token", "CPU us/request", "RSS MB", "failed"];
  console.log(`  ${"".padEnd(10)}${columns.map((column) => column.padStart(15)).join("")}`);
  for (const [name, rounds] of found) {
    const of = (read: (figures: GatewayFigures) => number): string => median(rounds.map(read)).toFixed(1);
    const requests = rounds.reduce((sum, one) => sum + one.requests, 0);
    const failures = rounds.flatMap((one) => Object.entries(one.failures));
    const failed = failures.reduce((sum, [, count]) => sum + count, 0);
    const cells = [
      of((one) => one.requestsPerSecond),
      of((one) => one.p50Ms),
      of((one) => one.p99Ms),
      of((one) => one.cpuUsPerToken),
      of((one) => one.cpuUsPerRequest),
      of((one) => one.residentMb),
      `${failed} of ${requests}`,
    ];
    console.log(`  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(15)).join("")}`);
    for (const [failure, count] of failures) console.log(`    ${count} × ${failure}`);
  }
}
