/**
 * Repartee as a library: everything a route can do, without HTTP. No environment and no file is read; what is not given
 * has the default that docs/configuration.md names, but for `autoDownload` and `databasePath`: a library downloads a
 * model and writes a file only when it is told to.
 */
import type { Responder } from "./chat/respond/create-responder.ts";
import type { EmpathicReply, RespondEvent, RespondRequest } from "./chat/respond/empathic-reply.ts";
import { createApp, type ListenAddress, type ListeningAddress } from "./app.ts";
import { configFromOptions, type Config } from "./config/index.ts";
import type { ChatMessage } from "./core/chat-message.ts";
import { checkClassifyRequest } from "./core/check-classify-request.ts";
import { checkEmbedRequest } from "./core/check-embed-request.ts";
import { checkGenerateRequest } from "./core/check-generate-request.ts";
import type { ClassifyRequest, ClassifyResult } from "./core/classify.ts";
import type { EmbedResult } from "./core/embed.ts";
import { ReparteeError, toReparteeError } from "./core/errors.ts";
import { fieldsOf, filledText, isGroup, oneOf, optional, wrongField } from "./core/field-check.ts";
import type { GenerateRequest, PromptInput } from "./core/generate-request.ts";
import { silentLog, type Log } from "./core/log.ts";
import type { Reply, ReplyEvent } from "./core/reply.ts";
import type { ToolChoice, ToolDefinition } from "./core/tool.ts";
import type { ModelStatus } from "./models/pool/model-pool.ts";
import { checkRecommendRequest } from "./recommend/index.ts";
import type { Recommendation, Recommendations, RecommendRequest } from "./recommend/index.ts";
import { collectReply } from "./serving/collect-reply.ts";

/** The settings of docs/configuration.md, and where log lines go (nowhere when absent). */
export interface ReparteeOptions extends Partial<Config> {
  readonly log?: Log;
}

export interface Repartee extends AsyncDisposable {
  /**
   * A whole reply to a conversation, or to one text of a user.
   * @throws ReparteeError with a code of docs/errors.md; `invalid_request` names the wrong field in `param`.
   */
  chat(request: ChatRequest | string): Promise<Reply>;
  /** The same as it is written. Never throws: what goes wrong is the one `error` event, the last. */
  stream(request: ChatRequest | string): AsyncIterable<ReplyEvent>;
  /** Goes on with a plain text, without a chat template. @throws ReparteeError */
  complete(request: CompletionRequest): Promise<Reply>;
  /** One vector a text, of length 1. @throws ReparteeError `unsupported_by_model` and all of loading. */
  embed(request: EmbedOptions): Promise<EmbedResult>;
  /** A probability a label, from the model's own logits. @throws ReparteeError as `embed`. */
  classify(request: ClassifyOptions): Promise<ClassifyResult>;
  /**
   * Answers as a persona: one or two sentences with a feeling. When no model can answer, a canned reply that says so.
   * @throws ReparteeError `invalid_request`, `persona_not_found`, `cancelled`.
   */
  respond(request: RespondOptions | string): Promise<EmpathicReply>;
  /** The same as it is spoken: `emotion` before the first `text`, `done` as the last. @throws ReparteeError as `respond`. */
  respondStream(request: RespondOptions | string): AsyncIterable<RespondEvent>;
  /** Replies in the order of the requests, as many at once as the model has slots. @throws ReparteeError as `respond`. */
  respondBatch(
    requests: readonly RespondRequest[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly EmpathicReply[]>;
  /**
   * Recommends things to somebody's taste. Without a model it answers from the catalogue alone and says so.
   * @throws ReparteeError `invalid_request` names the wrong field in `param`.
   */
  recommend(request: RecommendOptions): Promise<Recommendations>;
  readonly models: ReparteeModels;
  /**
   * Serves all of it over HTTP. Each call opens one more port; disposing closes all of them.
   * @throws ReparteeError `config_invalid`; `draining` after disposing.
   */
  listen(address?: Partial<ListenAddress>): Promise<ListeningAddress>;
}

export interface ReparteeModels {
  list(): readonly ModelStatus[];
  /** Loads a model now instead of at its first request. @throws ReparteeError */
  load(name: string, options?: LoadWaitOptions): Promise<ModelStatus>;
  /** Waits for the requests that hold the model, then frees its memory. @throws ReparteeError `model_not_found` */
  unload(name: string): Promise<ModelStatus>;
}

export interface LoadWaitOptions {
  readonly signal?: AbortSignal;
  /** Called with 0–1 while the model loads. */
  readonly onProgress?: (fraction: number) => void;
}

export interface RecommendOptions extends Omit<RecommendRequest, "requestId"> {
  readonly signal?: AbortSignal;
  /** Called with each piece of the model's reply as it is written. */
  readonly onToken?: (text: string) => void;
  /** Called with each item as soon as it is complete. */
  readonly onRecommendation?: (recommendation: Recommendation) => void;
}

/** What every request may say besides its words. */
export interface RequestOptions {
  /** The configured default when absent. */
  readonly model?: string;
  /** Ends the reply within one token. */
  readonly signal?: AbortSignal;
}

export interface ReplyOptions extends RequestOptions, Omit<GenerateRequest, "id" | "input"> {
  /** What answers when no model can; the setting `openaiFallback` when absent. */
  readonly fallback?: "none" | "template";
}

export interface ChatRequest extends ReplyOptions {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolDefinition[];
  readonly toolChoice?: ToolChoice;
}

export interface CompletionRequest extends ReplyOptions {
  readonly prompt: string;
}

export interface EmbedOptions extends RequestOptions {
  readonly texts: readonly string[];
}

export interface ClassifyOptions extends RequestOptions, Omit<ClassifyRequest, "id"> {}

export interface RespondOptions extends RespondRequest {
  /** Ends the reply within one token. */
  readonly signal?: AbortSignal;
}

/** @throws ReparteeError `config_invalid` */
export async function createRepartee(options: ReparteeOptions = {}): Promise<Repartee> {
  const { log = silentLog, ...settings } = options;
  const app = await createApp(configFromOptions({ autoDownload: false, ...settings }), { log, noModelHint });
  app.preload();
  let isDisposed = false;

  function refuseWhenDisposed(): void {
    if (!isDisposed) return;
    throw new ReparteeError("draining", "Cannot use this Repartee: it was disposed.", {
      hint: "Create another one with createRepartee(), and dispose it when everything is done.",
    });
  }

  function reply(request: ReplyOptions, input: PromptInput): AsyncIterable<ReplyEvent> {
    refuseWhenDisposed();
    const {
      model = app.defaultModel,
      signal = neverAborted(),
      fallback = app.config.openaiFallback,
      ...generate
    } = request;
    checkReplyOptions({ model, signal, fallback }, "");
    const requestId = crypto.randomUUID();
    checkGenerateRequest({ ...generate, id: requestId, input });
    // Without any model `serving` says so, or writes a template where that is asked for.
    const models = model === undefined ? [] : [model];
    return app.serving.reply({ requestId, models, generate: { ...generate, input }, fallback }, signal);
  }

  function chat(request: ChatRequest | string): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return chat({ messages: [{ role: "user", content: request }] });
    checkIsGroup(request, "a text or an object with `messages`");
    const { messages, tools, toolChoice, ...rest } = request;
    return reply(rest, {
      kind: "chat",
      messages,
      ...(tools === undefined ? {} : { tools }),
      ...(toolChoice === undefined ? {} : { toolChoice }),
    });
  }

  /** What a call of one model is given besides its own. @throws ReparteeError */
  function modelCall({ model = app.defaultModel, signal = neverAborted() }: RequestOptions): ModelCallStart {
    refuseWhenDisposed();
    checkRequestOptions({ model, signal }, "");
    if (model === undefined) throw noModelConfigured();
    return { requestId: crypto.randomUUID(), model, signal };
  }

  async function responder(): Promise<Responder> {
    refuseWhenDisposed();
    return (await app.chat()).responder;
  }

  return {
    async respond(request) {
      const { signal = neverAborted(), ...rest } = asRespondOptions(request);
      return (await responder()).respond(rest, signal);
    },
    async *respondStream(request) {
      const { signal = neverAborted(), ...rest } = asRespondOptions(request);
      yield* (await responder()).respondStream(rest, signal);
    },
    async respondBatch(requests, { signal = neverAborted() } = {}) {
      return (await responder()).respondBatch(requests, signal);
    },
    chat: async (request) => collectReply(chat(request)),
    stream(request) {
      try {
        return chat(request);
      } catch (thrown) {
        return failedReply(toReparteeError(thrown));
      }
    },
    async complete(request) {
      checkIsGroup(request, "an object with `prompt`");
      const { prompt, ...rest } = request;
      return collectReply(reply(rest, { kind: "text", text: prompt }));
    },
    async embed(request) {
      checkIsGroup(request, "an object with `texts`");
      const { model: name, signal: given, ...call } = request;
      checkEmbedRequest({ ...call, id: "checked" });
      const { signal, ...start } = modelCall(requestOptions(name, given));
      return app.serving.embed({ ...start, call }, signal);
    },
    async classify(request) {
      checkIsGroup(request, "an object with `input` and `labels`");
      const { model: name, signal: given, ...call } = request;
      checkClassifyRequest({ ...call, id: "checked" });
      const { signal, ...start } = modelCall(requestOptions(name, given));
      return app.serving.classify({ ...start, call }, signal);
    },
    async recommend(request) {
      refuseWhenDisposed();
      checkIsGroup(request, "an object with `query`");
      const { signal = neverAborted(), onToken, onRecommendation, ...rest } = request;
      checkRequestOptions({ signal }, "");
      const recommendRequest = { ...rest, requestId: crypto.randomUUID() };
      checkRecommendRequest(recommendRequest);
      for await (const event of app.recommender.recommendStream(recommendRequest, signal)) {
        if (event.type === "done") return event.result;
        if (event.type === "token") onToken?.(event.text);
        else onRecommendation?.(event.recommendation);
      }
      throw new ReparteeError("internal", "A recommendation ended without a terminal event");
    },
    models: {
      list: () => app.pool.list(),
      async load(name, { signal = neverAborted(), onProgress } = {}) {
        refuseWhenDisposed();
        return app.pool.load(name, { signal, ...(onProgress === undefined ? {} : { onProgress }) });
      },
      async unload(name) {
        refuseWhenDisposed();
        return app.pool.unload(name);
      },
    },
    async listen(address) {
      refuseWhenDisposed();
      return app.listen(address);
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await app.close();
    },
  };
}

interface ModelCallStart {
  readonly requestId: string;
  readonly model: string;
  readonly signal: AbortSignal;
}

const noModelHint = 'Give one, such as createRepartee({ model: "./model.gguf" }).';

const requestChecks = {
  model: optional(filledText),
  signal: optional((value, path) => {
    if (!isGroup(value) || typeof value["aborted"] !== "boolean" || typeof value["addEventListener"] !== "function")
      throw wrongField(path, value, "an AbortSignal");
  }),
};
const checkRequestOptions = fieldsOf<RequestOptions>(requestChecks, "an object");
const checkReplyOptions = fieldsOf<Pick<ReplyOptions, "model" | "signal" | "fallback">>(
  { ...requestChecks, fallback: optional(oneOf(["none", "template"])) },
  "an object",
);

function checkIsGroup(request: unknown, wished: string): void {
  if (!isGroup(request)) throw wrongField("", request, wished);
}

function asRespondOptions(request: RespondOptions | string): RespondOptions {
  if (typeof request === "string") return { text: request };
  checkIsGroup(request, "a text or an object with `text`");
  checkRequestOptions(requestOptions(request.model, request.signal), "");
  return request;
}

async function* failedReply(error: ReparteeError): AsyncGenerator<ReplyEvent> {
  yield { type: "error", error };
}

function noModelConfigured(): ReparteeError {
  return new ReparteeError("no_model_configured", "Cannot answer: no model is configured.", {
    hint: noModelHint,
  });
}

function requestOptions(model: string | undefined, signal: AbortSignal | undefined): RequestOptions {
  return { ...(model === undefined ? {} : { model }), ...(signal === undefined ? {} : { signal }) };
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

export { emotionTrend, type EmotionTrend } from "./chat/emotion/emotion-trend.ts";
export type { EmpathicReply, RespondEvent, RespondRequest } from "./chat/respond/empathic-reply.ts";
export type { ListenAddress, ListeningAddress } from "./app.ts";
export type {
  Auto,
  Config,
  LogFormat,
  LogLevel,
  ModelConfig,
  OpenAiFallback,
  SmollmProvider,
  UpstreamConfig,
  UpstreamDialect,
} from "./config/index.ts";
export type { ChatMessage } from "./core/chat-message.ts";
export type { ClassifyResult } from "./core/classify.ts";
export type { EmbedResult } from "./core/embed.ts";
export type { EmotionDistribution, EmotionLabel, EmotionReading, EmotionSource } from "./core/emotion.ts";
export { errorCatalogue, ReparteeError, type ErrorCode, type ErrorDetails } from "./core/errors.ts";
export type { FinishReason, GeneratedTokenLogprob, TokenLogprob } from "./core/generate-event.ts";
export type { ResponseFormat } from "./core/generate-request.ts";
export type { JsonObject, JsonValue } from "./core/json.ts";
export type { Language, LanguageReading, LanguageSource } from "./core/language.ts";
export type { Log, LogFields } from "./core/log.ts";
export type { ModelInfo } from "./core/model-info.ts";
export type { Reply, ReplyEvent, ReplyOrigin, ReplySource, ReplyTimings } from "./core/reply.ts";
export { defaultSampling, type SamplingOptions } from "./core/sampling.ts";
export type { ToolCall, ToolChoice, ToolDefinition } from "./core/tool.ts";
export type { Usage } from "./core/usage.ts";
export type { Warning } from "./core/warning.ts";
export type { ModelState, ModelStatus } from "./models/pool/model-pool.ts";
export type { NamedPreference, Recommendation, Recommendations } from "./recommend/index.ts";
