// A whole reply. Run with a model: node examples/chat.ts ./model.gguf (Node 22.18 or newer runs TypeScript as it is).
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ model: process.argv[2] ?? "echo" });

const reply = await repartee.chat({
  messages: [
    { role: "system", content: "Answer in one sentence." },
    { role: "user", content: "Why is the sky blue?" },
  ],
  maxTokens: 100,
  sampling: { temperature: 0.2 },
});

console.log(reply.text);
console.log(`${reply.usage.completionTokens} tokens by ${reply.model}, complete: ${reply.complete}`);
