import { checkClassifyRequest } from "../core/check-classify-request.ts";
import { checkEmbedRequest } from "../core/check-embed-request.ts";
import type { ClassifyRequest, ClassifyResult } from "../core/classify.ts";
import type { EmbedResult } from "../core/embed.ts";
import type { ApiContext } from "./api-context.ts";
import {
  checkIsGroup,
  checkRequestOptions,
  neverAborted,
  noModelConfigured,
  type RequestOptions,
} from "./request-options.ts";

/** What a model can do besides replying. */
export interface ModelCallFunctions {
  /** One vector a text, of length 1. @throws ReparteeError `unsupported_by_model` and all of loading. */
  embed(request: EmbedOptions): Promise<EmbedResult>;
  /** A probability a label, from the model's own logits. @throws ReparteeError as `embed`. */
  classify(request: ClassifyOptions): Promise<ClassifyResult>;
}

export interface EmbedOptions extends RequestOptions {
  readonly texts: readonly string[];
}

export interface ClassifyOptions extends RequestOptions, Omit<ClassifyRequest, "id"> {}

export function createModelCallFunctions(context: ApiContext): ModelCallFunctions {
  /** @throws ReparteeError */
  function start(model: string | undefined, signal: AbortSignal) {
    const { defaultModel, serving } = context.use();
    checkRequestOptions({ model, signal });
    const name = model ?? defaultModel;
    if (name === undefined) throw noModelConfigured();
    return { serving, target: { requestId: crypto.randomUUID(), model: name } };
  }

  return {
    async embed(request) {
      checkIsGroup(request, "an object with `texts`");
      const { model, signal = neverAborted(), ...call } = request;
      checkEmbedRequest({ ...call, id: "checked" });
      const { serving, target } = start(model, signal);
      return await serving.embed({ ...target, call }, signal);
    },
    async classify(request) {
      checkIsGroup(request, "an object with `input` and `labels`");
      const { model, signal = neverAborted(), ...call } = request;
      checkClassifyRequest({ ...call, id: "checked" });
      const { serving, target } = start(model, signal);
      return await serving.classify({ ...target, call }, signal);
    },
  };
}
