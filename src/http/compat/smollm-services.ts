import type { RouteServices } from "../route-services.ts";

/** What the smollm routes need. */
export interface SmollmServices extends Pick<RouteServices, "pool" | "serving"> {
  readonly smollm: NonNullable<RouteServices["smollm"]>;
  /** A path with the configured prefix. */
  readonly under: (path: string) => string;
}
