import { ReparteeError } from "../core/errors.ts";
import { foreignRouteHint } from "./foreign-routes.ts";
import type { Route } from "./route.ts";

/** Why no route answers: the path is unknown, or it is known and the method is not. */
export function createUnroutedError(routes: readonly Route[]): (method: string, url: string) => ReparteeError {
  const known = routes.flatMap((route) =>
    route.paths.map((path) => ({ method: route.method, pattern: pathPattern(path) })),
  );
  const fixed = routes.flatMap((route) => route.paths.map((path) => ({ method: route.method, path })));

  /** A route with something in front of it, as of a proxy's or another server's path. */
  function deeperRouteHint(path: string): string | undefined {
    const found = fixed.find((route) => /^\/(v1|api)\//.test(route.path) && path.endsWith(route.path));
    return found && `Use ${found.method} ${found.path}, without what is in front of it`;
  }

  return (method, url) => {
    const path = url.split("?", 1)[0] ?? "";
    const methods = known.filter(({ pattern }) => pattern.test(path)).map((route) => route.method);
    if (methods.length === 0) {
      return new ReparteeError("not_found", `Cannot ${method} this path: the server has no such route`, {
        hint: foreignRouteHint(path) ?? deeperRouteHint(path) ?? "GET /openapi.json lists every route",
      });
    }
    const allow = methods.includes("GET") ? ["HEAD", ...methods] : methods;
    return new ReparteeError("method_not_allowed", `Cannot ${method} this path: it answers to ${methods.join(", ")}`, {
      facts: { allow: [...new Set(allow)].toSorted().join(", ") },
    });
  };
}

/** The error body of the protocol that a path belongs to: that of the route at it, or of the nearest one above it. */
export function createErrorBodyOf(routes: readonly Route[]): (url: string) => Route["errorBody"] {
  const owned = routes
    .flatMap(({ errorBody, paths }) => (errorBody === undefined ? [] : paths.map((path) => ({ path, errorBody }))))
    .toSorted((one, other) => other.path.length - one.path.length);
  return (url) => {
    const path = url.split("?", 1)[0] ?? "";
    return owned.find((route) => path === route.path || path.startsWith(`${route.path}/`))?.errorBody;
  };
}

function pathPattern(path: string): RegExp {
  const escaped = path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${escaped}$`);
}
