import { expect, test } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { createGpuComplaints, explainFailure } from "./gpu-complaints.ts";

const outOfMemory =
  "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 1.00 MiB on device 0: cudaMalloc failed: out of memory";

test("complaints are remembered with their time, memory before anything else", () => {
  let nowMs = 100;
  const complaints = createGpuComplaints(() => nowMs);
  complaints.note("llama_context: n_ctx = 4096");
  expect(complaints.since(0)).toBeUndefined();
  complaints.note(outOfMemory);
  nowMs = 200;
  complaints.note("CUDA error");
  expect(complaints.since(0)).toBe("gpu_out_of_memory");
  expect(complaints.since(150)).toBe("gpu_failed");
  expect(complaints.since(201)).toBeUndefined();
});

test("a failed step is the GPU's when the library complained of it a moment ago", async () => {
  const complaints = createGpuComplaints(() => performance.now());
  const failed = explainFailure(new Error("Eval has failed"), "generation_failed", complaints);
  // The library's line arrives after the failure, in the same turn of the event loop.
  complaints.note(outOfMemory);
  expect(await failed).toMatchObject({
    code: "insufficient_memory",
    message: "Eval has failed",
    facts: { gpuFailure: "gpu_out_of_memory" },
  });
});

test("a failed step is not the GPU's when nothing was said, when that was long ago, or when its cause is known", async () => {
  const silent = createGpuComplaints(() => performance.now());
  expect(await explainFailure(new Error("Eval has failed"), "generation_failed", silent)).toMatchObject({
    code: "generation_failed",
    facts: {},
  });
  const old = createGpuComplaints(() => performance.now() - 6_000);
  old.note(outOfMemory);
  expect(await explainFailure(new Error("Eval has failed"), "generation_failed", old)).toMatchObject({ facts: {} });
  const recent = createGpuComplaints(() => performance.now());
  recent.note(outOfMemory);
  const known = new ReparteeError("context_length_exceeded", "too long");
  expect(await explainFailure(known, "generation_failed", recent)).toBe(known);
});
