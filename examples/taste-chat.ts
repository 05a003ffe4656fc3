// An answer in the light of somebody's taste, as it is written. Without a model it is a written reply, marked.
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ model: process.argv[2] ?? null });

for await (const event of repartee.generateResponseStream({
  userInput: "What should I watch tonight?",
  tasteAnalysis: { name: "Mia", favourite_films: ["Solaris", "Stalker"], genres: { "science fiction": 0.9 } },
  history: [
    { role: "user", content: "I have two hours." },
    { role: "assistant", content: "Two hours is one good film." },
  ],
})) {
  if (event.type === "text-delta") process.stdout.write(event.text);
  if (event.type === "finish") console.log(`\n${event.source}: ${event.reason ?? event.model}`);
  if (event.type === "error") console.error(`${event.error.code}: ${event.error.message}`);
}
