// Recommendations shown one by one while the model writes; without a model they come from the catalog alone.
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ model: process.argv[2] ?? null });

const { source, reason } = await repartee.recommend({
  query: "something like Inception",
  preferences: [{ title: "Interstellar", verdict: "seen" }],
  kind: "movie",
  onToken: (text) => process.stdout.write(text),
  onRecommendation: ({ title, year, reason: why, confidence }) =>
    console.log(`\n${title} (${year}), ${Math.round(confidence * 100)} %: ${why}`),
});
console.log(reason === undefined ? `by ${source}` : `by ${source}: ${reason}`);
