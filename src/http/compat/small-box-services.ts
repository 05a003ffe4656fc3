import type { RouteServices } from "../route-services.ts";

/** What a route of the small box is given. */
export interface SmallBoxServices extends Pick<RouteServices, "pool" | "serving"> {
  readonly smallBox: NonNullable<RouteServices["smallBox"]>;
  /** A path under the configured prefix. */
  readonly under: (path: string) => string;
}
