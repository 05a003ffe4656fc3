/* The loop of this engine against the library's own, which evaluates the same graphs in another way. */
import { AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer, Tensor } from "@huggingface/transformers";
import { expect, it } from "vitest";
import { silentLog } from "../../src/core/log.ts";
import { createTransformersEngine } from "../../src/engines/transformers/index.ts";
import { writeTinyBlenderbot } from "../../src/testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";
import { ask, assistant, chat, never, temporaryFolder, user } from "./tiny-model.ts";

const maxTokens = 60;

it.each([
  {
    kind: "causal",
    auto: AutoModelForCausalLM,
    written: "Hello<|endoftext|>Hi there.<|endoftext|>And you?<|endoftext|>",
  },
  { kind: "encoder-decoder", auto: AutoModelForSeq2SeqLM, written: " Hello  Hi there.   And you?</s>" },
])("the likeliest reply of a $kind model is the library's own", async ({ kind, auto, written }) => {
  const location = await temporaryFolder();
  const answers = { seed: 21 };
  await (kind === "causal" ? writeTinyGpt2(location, { answers }) : writeTinyBlenderbot(location, { answers }));
  const engine = createTransformersEngine({ log: silentLog });
  const ours = await engine.load({ name: "tiny", location }, { batchSize: 5 }, never);
  const input = chat(user("Hello"), assistant("Hi there."), user("And you?"));
  const reply = await ask(ours, input, { maxTokens, sampling: { temperature: 0 } });
  await ours.unload();

  const tokenizer = await AutoTokenizer.from_pretrained(location);
  const theirs = await auto.from_pretrained(location, { dtype: "fp32", device: "cpu" });
  const ids = tokenizer.encode(written, { add_special_tokens: false });
  const row = (values: number[]): Tensor => new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
  const generated = await theirs.generate({
    inputs: row(ids),
    attention_mask: row(ids.map(() => 1)),
    max_new_tokens: maxTokens,
    do_sample: false,
  });
  const [all = []] = (generated as Tensor).tolist() as bigint[][];
  const expected = tokenizer.decode(all.slice(-maxTokens), {
    skip_special_tokens: true,
    clean_up_tokenization_spaces: false,
  });
  await theirs.dispose();
  expect(reply.text.trimStart()).toBe(expected.trimStart());
});
