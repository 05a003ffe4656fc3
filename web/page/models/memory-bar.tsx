import type { JSX } from "preact";
import type { KnownModels, MemoryUse, RunningModel } from "../../server/models.ts";
import { bytes } from "../amounts.ts";
import { t } from "../language.ts";

interface MemoryBarProps {
  readonly models: readonly RunningModel[];
  readonly memory: MemoryUse;
  readonly machine: KnownModels["memory"] | undefined;
}

/** What models take of the memory that they may have, one piece each. */
export function MemoryBar({ models, memory, machine }: MemoryBarProps): JSX.Element {
  const held = models.filter(({ memory_bytes: size }) => size !== undefined && size > 0);
  const total = memory.budget_bytes ?? machine?.total_bytes;
  // Nothing is loaded, and how much there is is still being read.
  if (total === undefined) return <section class="memory" />;
  const summary = t("memoryOf", { used: bytes(memory.used_bytes), total: bytes(total) });
  return (
    <section class="memory" aria-label={t("memory")}>
      <div class="row">
        <h2 class="grow">{t("memory")}</h2>
        <span class="soft-text">{summary}</span>
      </div>
      <div class="memory-bar" role="img" aria-label={`${t("memory")}: ${summary}`}>
        {held.map(({ name, memory_bytes: size = 0 }, index) => (
          <span
            key={name}
            class={`memory-part part-${index % 5}`}
            style={{ flexGrow: size, flexBasis: 0 }}
            title={`${name}: ${bytes(size)}`}
          />
        ))}
        <span class="memory-rest" style={{ flexGrow: Math.max(0, total - memory.used_bytes), flexBasis: 0 }} />
      </div>
      <ul class="legend">
        {held.map(({ name, memory_bytes: size = 0 }, index) => (
          <li key={name}>
            <i class={`part-${index % 5}`} />
            {name} <span class="soft-text">{bytes(size)}</span>
          </li>
        ))}
        <li>
          <i class="memory-rest" />
          {t("free")} <span class="soft-text">{bytes(Math.max(0, total - memory.used_bytes))}</span>
        </li>
      </ul>
    </section>
  );
}
