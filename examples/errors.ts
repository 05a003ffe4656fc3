// What goes wrong has a stable code and says what to do; a written template can stand in for a model that cannot answer.
import { createRepartee, ReparteeError } from "repartee";

await using repartee = await createRepartee({ model: "./there-is-no-such.gguf", preload: false });

try {
  await repartee.chat("Hello!");
} catch (error) {
  if (!(error instanceof ReparteeError)) throw error;
  console.log(error.code, "|", error.hint);
}

const reply = await repartee.chat({ messages: [{ role: "user", content: "Hello!" }], fallback: "template" });
console.log(reply.source, "|", reply.reason, "|", reply.text);
