// Texts as vectors, and a label for a text from the model's own probabilities: node examples/embed.ts ./model.gguf
import { createRepartee } from "repartee";

const model = process.argv[2];
if (model === undefined) throw new Error("Which model? node examples/embed.ts ./model.gguf");
await using repartee = await createRepartee({ model, slots: 1 });

const texts = ["A film about the sea.", "A movie on the ocean.", "How to file taxes."];
const { vectors } = await repartee.embed({ texts });
const [first, ...others] = vectors;
for (const [index, vector] of others.entries()) {
  // Vectors have the length 1: the cosine is their product.
  const likeness = vector.reduce((sum, value, place) => sum + value * (first?.[place] ?? 0), 0);
  console.log(`${likeness.toFixed(2)} ${texts[index + 1]}`);
}

const input = { kind: "text", text: "I lost my keys and missed the train. I feel" } as const;
console.log(await repartee.classify({ input, labels: [" happy", " sad"] }));
