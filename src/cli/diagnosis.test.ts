import { describe, expect, it, test } from "vitest";
import type { LocalModel } from "../app.ts";
import { findProblems, type DiagnosisFacts } from "./diagnosis.ts";

const model: LocalModel = {
  name: "tiny",
  role: "chat",
  engine: "llama-cpp",
  gated: false,
  fits: "yes",
  runnable: true,
};
const well: DiagnosisFacts = {
  nodeVersion: "20.19.0",
  nodeLlamaCppVersion: "3.22.1",
  hardware: {
    cpu: { model: "one", architecture: "x64", physicalCores: 2, logicalCores: 2, usableCores: 2 },
    memory: { totalBytes: 8e9, freeBytes: 6e9, boundBy: "machine" },
    gpu: { kind: "none", reason: "llama.cpp found no GPU that it can use" },
    disk: { path: "/cache", totalBytes: 1e12, freeBytes: 1e11 },
  },
  cacheFolder: "/cache",
  cacheProblem: undefined,
  models: [model],
  missingFiles: [],
  refusedFiles: [],
  configWarnings: [],
  hubProblem: undefined,
};

describe("diagnosis", () => {
  it("finds nothing on a machine that is well, for having no GPU is no fault", () => {
    expect(findProblems(well)).toEqual([]);
  });

  const { hardware } = well;
  const cases: readonly (readonly [string, Partial<DiagnosisFacts>, RegExp, RegExp])[] = [
    ["an old Node", { nodeVersion: "20.18.9" }, /Node 20\.18\.9 is too old/, /20\.19/],
    ["a Node of another age", { nodeVersion: "18.20.0" }, /too old/, /20\.19/],
    ["a missing library", { nodeLlamaCppVersion: undefined }, /not installed/, /npm install/],
    [
      "a driver that crashes",
      { hardware: { ...hardware, gpu: { kind: "none", reason: "the GPU probe was ended by SIGSEGV" } } },
      /ended by SIGSEGV/,
      /driver/,
    ],
    [
      "a full disk",
      { hardware: { ...hardware, disk: { path: "/cache", totalBytes: 1e12, freeBytes: 5e8 } } },
      /only 500 MB/,
      /repartee rm/,
    ],
    ["a folder that cannot be written to", { cacheProblem: "EACCES" }, /\/cache: EACCES/, /right to write/],
    [
      "a file in quarantine outside of the folder for models",
      { refusedFiles: [{ path: "/srv/own.gguf", reason: "tensor overlap" }] },
      /\/srv\/own\.gguf was refused: tensor overlap/,
      /Replace it by a complete file/,
    ],
    ["a configured file that is missing", { missingFiles: ["./nemo.gguf"] }, /nemo\.gguf is missing/, /path/],
    ["a suspicious setting", { configWarnings: ["REPARTEE_PROT is no setting"] }, /REPARTEE_PROT/, /repartee config/],
    ["a hub that does not answer", { hubProblem: "ENOTFOUND" }, /hub does not answer: ENOTFOUND/, /hub_url/],
    [
      "a refused file",
      { models: [model, { ...model, name: "bad", path: "/b", runnable: false, problem: "It is cut." }] },
      /bad was refused: It is cut/,
      /repartee rm bad && repartee pull bad/,
    ],
    ["too little memory", { models: [{ ...model, fits: "no" }] }, /No chat model fits/, /small model/],
  ];
  test.each(cases)("tells %s and what to do, and nothing else", (_, changed, problem, hint) => {
    expect(findProblems({ ...well, ...changed })).toEqual([
      { problem: expect.stringMatching(problem), hint: expect.stringMatching(hint) },
    ]);
  });

  it("does not take a model without an engine that is not here for a fault", () => {
    expect(
      findProblems({ ...well, models: [model, { ...model, name: "onnx", runnable: false, problem: "x" }] }),
    ).toEqual([]);
  });
});
