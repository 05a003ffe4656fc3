import type { RouteServices } from "../route-services.ts";

/** What a route of the small box is given. */
export interface SmollmServices extends Pick<RouteServices, "pool" | "serving"> {
  readonly smollm: NonNullable<RouteServices["smollm"]>;
  /** A path under the configured prefix. */
  readonly under: (path: string) => string;
}
