// Who may import whom: docs/architecture.md, "The house". scripts/check-layers.mjs runs these and asserts that modules were cruised.
const only = (from, allowed) => ({
  name: `${from}-may-import-only`,
  severity: "error",
  comment: `${from} may import only: ${allowed.join(", ") || "nothing of ours"}`,
  from: { path: `^${from}/` },
  to: { path: "^(adapters|catalogs|core|gateway|simulators|test|scripts)/", pathNot: [`^${from}/`, ...allowed] },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependencies-in-product",
      severity: "error",
      from: { path: "^(adapters|catalogs|core|gateway|simulators)/", pathNot: "conformance" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    only("catalogs", []),
    only("core", ["^catalogs/"]),
    only("adapters", [
      "^core/exchange/(adapter|errors)\\.ts$",
      "^core/dossier/(commands|events|types|statuses|code)\\.ts$",
      "^core/time/types\\.ts$",
      "^core/cloud-event\\.ts$",
      "^core/hall/(device|slip)\\.ts$",
      "^catalogs/(types|hall)\\.ts$",
    ]),
    only("simulators", ["^adapters/([^/]+|hall/[^/]+)/contract/"]),
    only("gateway", ["^catalogs/", "^core/", "^adapters/"]),
    {
      name: "the-client-stands-alone",
      severity: "error",
      comment:
        "lienthong/client is shipped to partners: nothing of the hub but how a request is signed, and no packages but its own two",
      from: { path: "^gateway/client/" },
      to: {
        path: "^((adapters|catalogs|core|gateway|simulators|test|scripts)/|node_modules/)",
        pathNot: ["^gateway/client/", "^gateway/auth/signing\\.ts$", "^node_modules/(openapi-fetch|p-retry)/"],
      },
    },
    {
      name: "what-the-client-ships-stands-alone",
      severity: "error",
      from: { path: "^gateway/auth/signing\\.ts$" },
      to: {},
    },
    {
      name: "core-only-through-its-face",
      severity: "error",
      comment: "Nothing outside core/ reaches past hub.ts, the public types and the adapter interface",
      from: { path: "^gateway/" },
      to: {
        path: "^core/",
        pathNot:
          "^core/(hub|cloud-event|exchange/(adapter|errors)|dossier/(commands|events|types|statuses|code)|partners/(roles|scopes|sight|request)|people/roles|hall/(commands|device|slip|types)|papers/[^/]+|time/types)\\.ts$",
      },
    },
    {
      name: "an-adapter-knows-no-other-adapter",
      severity: "error",
      from: { path: "^adapters/([^/]+)/", pathNot: "^adapters/kit/" },
      to: { path: "^adapters/", pathNot: ["^adapters/$1/", "^adapters/kit/"] },
    },
    {
      name: "a-simulator-knows-no-other-simulator",
      severity: "error",
      from: { path: "^simulators/([^/]+)/", pathNot: "^simulators/kit/" },
      to: { path: "^simulators/", pathNot: ["^simulators/$1/", "^simulators/kit/"] },
    },
  ],
  options: {
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
