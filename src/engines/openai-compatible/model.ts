import type { Capabilities, Support } from "../../core/capabilities.ts";
import type { LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { createUpstreamModel } from "../../remote/upstream-model.ts";
import type { Upstream } from "../../remote/upstream.ts";
import { openaiCompatibleCapabilities } from "./capabilities.ts";
import { toChatBody, toCompletionBody } from "./convert-request.ts";
import type { Dialect } from "./dialects.ts";
import { embedTexts } from "./embed-texts.ts";
import type { ListedModel } from "./find-model.ts";
import { readReply } from "./map-chunks.ts";
import type { ChatBody, CompletionBody } from "./request-bodies.ts";
import { sessionKey } from "./session-key.ts";
import { withoutPrefix } from "./without-prefix.ts";

export interface OpenaiModelParts {
  readonly source: ModelSource;
  readonly options: LoadOptions;
  readonly listed: ListedModel;
  readonly upstream: Upstream;
  readonly dialect: Dialect;
  /** The header by which routers keep conversations apart. */
  readonly sessionHeader: string | undefined;
  /** Ask for a whole reply where nobody reads a stream. */
  readonly wholeReplies: boolean;
}

const defaultSlots = 4;

export function createOpenaiModel(parts: OpenaiModelParts): LoadedModel {
  const { source, options, listed, upstream, dialect, sessionHeader, wholeReplies } = parts;
  const capabilities = capabilitiesOf(dialect);
  const target = { model: listed.id, dialect, capabilities };
  const window = listed.contextWindowTokens;

  return createUpstreamModel({
    info: {
      name: source.name,
      engine: "openai-compatible",
      device: "remote",
      slots: options.slots ?? defaultSlots,
      chatTemplate: "model",
      contextWindowTokens: window,
      ...(wholeReplies ? { wholeReplies } : {}),
    },
    capabilities,
    upstream,
    // A window that was configured is no promise of the upstream's, but a prompt that exceeds it is unwanted.
    contextWindowTokens: options.contextSize === undefined ? window : Math.min(options.contextSize, window ?? Infinity),
    prepare(request) {
      const { input } = request;
      const isChat = input.kind === "chat";
      const isWhole = wholeReplies && request.isWhole === true;
      const session = sessionHeader === undefined && upstream.replicaCount === 1 ? undefined : sessionKey(input);
      const { body, warnings } = isChat ? toChatBody(request, input, target) : toCompletionBody(request, input, target);
      return {
        call: {
          method: "POST",
          path: isChat ? "/chat/completions" : "/completions",
          body: isWhole ? asWhole(body) : body,
          accept: isWhole ? "application/json" : "text/event-stream",
          ...(session === undefined ? {} : { affinity: session }),
          ...(session === undefined || sessionHeader === undefined ? {} : { headers: { [sessionHeader]: session } }),
        },
        isWhole,
        read: (answer) => withoutPrefix(readReply(answer, upstream), prefixOf(request, dialect)),
        warnings,
      };
    },
    ...(capabilities.embed === true
      ? { embed: (request, signal) => embedTexts(upstream, listed.id, request, signal) }
      : {}),
    // The upstream's memory is not Repartee's to free.
    onUnload: () => Promise.resolve(),
  });
}

/** What the reply was given to begin with as a message of its own, which the server may repeat. */
function prefixOf({ input, replyPrefix = "" }: GenerateRequest, dialect: Dialect): string {
  return input.kind === "chat" && dialect.replyPrefix === "last-message" ? replyPrefix : "";
}

function asWhole({ stream_options: _, ...body }: ChatBody | CompletionBody): object {
  return { ...body, stream: false };
}

function capabilitiesOf({ lacks }: Dialect): Capabilities {
  const missing = Object.entries(lacks).map(([name, unsupported]): [string, Support] => [name, { unsupported }]);
  return { ...openaiCompatibleCapabilities, ...Object.fromEntries(missing) };
}
