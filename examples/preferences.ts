// What a user likes is kept, found again by likeness, and counts in recommendations. In memory unless a file is named.
import { createRepartee } from "repartee";

const databasePath = process.argv[2] ?? ":memory:";
await using repartee = await createRepartee({ databasePath });
const { preferences } = repartee;
const userId = "mia";

await preferences.add({ userId, title: "Seven Samurai", year: 1954 });
await preferences.add({ userId, title: "Toy Story", verdict: "seen" });
for (const { title, verdict } of await preferences.list({ userId })) console.log(verdict, title);

const [nearest] = await preferences.search({ userId, query: "a film about samurai" });
console.log(`nearest: ${nearest?.preference.title}, ${nearest?.similarity.toFixed(2)}`);

const { recommendations } = await repartee.recommend({ query: "a samurai film", userId, limit: 2 });
for (const { title, reason } of recommendations) console.log(`${title}: ${reason}`);

if (nearest !== undefined) console.log("removed:", await preferences.remove(userId, nearest.preference.id));
