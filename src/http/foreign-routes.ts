/** Where clients of other servers find here what they look for. */

interface ForeignRoute {
  readonly pattern: RegExp;
  readonly hint: string;
}

const chat = "Use POST /v1/chat/completions";
const completions = "Use POST /v1/completions";
const notHere = (what: string): string => `${what} not here; GET /openapi.json lists every route`;

/** The first that fits counts. */
const foreignRoutes: readonly ForeignRoute[] = [
  // A base URL with `/v1` at a client that adds its own.
  {
    pattern: /^\/v1\/(?=v1\/|api\/)/,
    hint: "The path has /v1 twice or in front of /api: leave it out of the base URL",
  },
  // llama.cpp's server
  { pattern: /^\/completion$/, hint: completions },
  { pattern: /^\/(v1\/)?embedding$/, hint: "Use POST /v1/embeddings" },
  { pattern: /^\/v1\/(de)?tokenize$/, hint: "Use POST /tokenize or /detokenize, without /v1" },
  { pattern: /^\/(v1\/)?infill$/, hint: notHere("Filling in a text is") },
  {
    pattern: /^\/(props|slots|lora-adapters)(\/|$)/,
    hint: "GET /v1/models and GET /metrics say what is loaded and how it does",
  },
  // OpenAI
  {
    pattern: /^\/openai\/deployments\/[^/]+\/(chat\/)?completions$/,
    hint: "Use the base URL /v1 with a client that is not set to Azure",
  },
  { pattern: /^\/(v1\/)?engines\//, hint: completions },
  {
    pattern: /^\/(v1\/)?(assistants|threads)(\/|$)/,
    hint: "Use POST /v1/responses, which stores conversations as well",
  },
  { pattern: /^\/(v1\/)?conversations(\/|$)/, hint: "Use POST /v1/responses with previous_response_id" },
  { pattern: /^\/(v1\/)?images(\/|$)/, hint: notHere("Pictures are") },
  {
    pattern: /^\/(v1\/)?(moderations|files|uploads|batches|fine_tuning|vector_stores|evals)(\/|$)/,
    hint: notHere("This part of OpenAI's API is"),
  },
  {
    pattern: /^\/(v1\/)?audio\/translations$/,
    hint: "Use POST /v1/audio/transcriptions, which writes the language that is spoken",
  },
  { pattern: /^\/(v1\/)?chat$/, hint: chat },
  // Anthropic
  { pattern: /^\/v1\/complete$/, hint: "Use POST /v1/messages" },
  { pattern: /^\/v1\/messages\/batches(\/|$)/, hint: "Use POST /v1/messages, once a message" },
  {
    pattern: /^\/messages(\/count_tokens)?$/,
    hint: "Use POST /v1/messages: the base URL is the server's, without a path",
  },
  // Ollama
  { pattern: /^\/api\/blobs\//, hint: "A GGUF file is a model by its path: repartee serve --model ./file.gguf" },
  { pattern: /^\/api\/api\//, hint: "The path has /api twice: leave it out of the base URL" },
  // Cohere, Gemini, LM Studio, KoboldCpp, text-generation-webui, Text Generation and Embeddings Inference, Triton
  { pattern: /^\/v[12]\/chat$/, hint: chat },
  { pattern: /^\/v1beta\//, hint: chat },
  { pattern: /^\/api\/v[01]\/models(\/|$)/, hint: "Use GET /v1/models" },
  { pattern: /^\/api\/v[01]\/(chat|chat\/completions)$/, hint: chat },
  { pattern: /^\/api\/v1\/generate$/, hint: completions },
  { pattern: /^\/(generate|generate_stream|invocations)$/, hint: completions },
  { pattern: /^\/(embed|embed_all|v1\/embed|v2\/embed)$/, hint: "Use POST /v1/embeddings" },
  { pattern: /^\/v2\/models(\/|$)/, hint: chat },
];

/** What to use in place of a path that another server has; undefined for any other. */
export function foreignRouteHint(path: string): string | undefined {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  return foreignRoutes.find(({ pattern }) => pattern.test(plain))?.hint;
}
