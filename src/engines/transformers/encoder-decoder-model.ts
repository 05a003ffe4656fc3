import { ReparteeError } from "../../core/errors.ts";
import type { LanguageModel } from "./language-model.ts";
import { lastLogits } from "./last-logits.ts";
import { evaluate, maskTensor, rowTensor, type Library, type PreTrainedModel, type Tensor } from "./library.ts";
import { nextCache, type Cache } from "./attention-cache.ts";

/** What the decoder has read: the encoder's view of the prompt, and its own keys and values. */
interface Read {
  readonly encoded: Tensor;
  readonly encoderMask: Tensor;
  readonly cache: Cache | undefined;
}

export interface EncoderDecoderModelOptions {
  readonly library: Library;
  readonly model: PreTrainedModel;
  /** The token that every reply is written behind. */
  readonly startId: number;
}

/** A model that reads the prompt as a whole and then writes, such as BlenderBot or T5. */
export function createEncoderDecoderModel(options: EncoderDecoderModelOptions): LanguageModel<Read> {
  const { library, model, startId } = options;
  const { model: encoderSession } = model.sessions as Readonly<Record<string, unknown>>;
  // A model with the one graph of the encoder is evaluated as an encoder.
  const encoder = new library.PreTrainedModel(model.config, { model: encoderSession }, {});

  return {
    async begin({ ids, replyPrefixIds }) {
      const encoderMask = maskTensor(library, ids.length);
      const { last_hidden_state: encoded } = await evaluate(encoder, {
        input_ids: rowTensor(library, ids),
        attention_mask: encoderMask,
      });
      if (encoded === undefined) {
        throw new ReparteeError("generation_failed", "The encoder has no output named last_hidden_state");
      }
      return {
        read: { encoded, encoderMask, cache: undefined },
        cachedTokens: 0,
        parts: [[startId, ...replyPrefixIds]],
      };
    },
    async read({ encoded, encoderMask, cache }, ids) {
      const outputs = await evaluate(model, {
        encoder_outputs: encoded,
        attention_mask: encoderMask,
        decoder_input_ids: rowTensor(library, ids),
        num_logits_to_keep: new library.Tensor("int64", [1n], []),
        past_key_values: cache,
      });
      return { read: { encoded, encoderMask, cache: nextCache(outputs, cache) }, logits: lastLogits(outputs) };
    },
    remember() {},
  };
}
