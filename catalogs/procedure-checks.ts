/** Cross-checks inside one procedure. Pure. */
import { type Located, problemAt } from "./located.ts";
import type { CatalogProblem, ProblemCode } from "./problem.ts";

import type { Procedure } from "./types.ts";
import { channel as channelSchema } from "./types.ts";
import type { DataPath } from "./yaml-file.ts";

/** Unique keys, cases that can be told apart on every channel, an online level that agrees with the channels, nothing left empty. */
export function checkProcedure(entry: Located<Procedure>): readonly CatalogProblem[] {
  const { value } = entry;
  const at = (path: DataPath, code: ProblemCode, vi: string, en: string) => problemAt(entry, path, code, vi, en);
  const repeated = (list: readonly string[], path: string, key: string): readonly CatalogProblem[] =>
    list.flatMap((item, index) =>
      list.indexOf(item) === index
        ? []
        : [
            at(
              [path, index, key],
              "catalog.duplicate",
              `"${item}" bị lặp trong thủ tục`,
              `"${item}" is repeated in the procedure`,
            ),
          ],
    );
  return [
    ...repeated(
      value.cases.map((c) => c.key),
      "cases",
      "key",
    ),
    ...repeated(
      value.components.map((c) => c.id),
      "components",
      "id",
    ),
    ...ambiguousCases(value).map((index) =>
      at(
        ["cases", index],
        "catalog.ambiguous-cases",
        "Nhiều trường hợp dùng chung một kênh: mỗi trường hợp phải có tên riêng",
        "Several cases share a channel: each needs a name of its own",
      ),
    ),
    ...onlineLevel(value).map(([vi, en]) => at(["onlineLevel"], "catalog.online-level", vi, en)),
    ...value.components.flatMap((c, index) =>
      c.required && c.originals + c.copies === 0
        ? [
            at(
              ["components", index],
              "catalog.incomplete",
              "Thành phần bắt buộc phải có bản chính hoặc bản sao",
              "A required component needs an original or a copy",
            ),
          ]
        : [],
    ),
    ...value.cases.flatMap((c, i) =>
      c.fees.flatMap((fee, j) =>
        fee.amount === null && fee.note === undefined
          ? [
              at(
                ["cases", i, "fees", j],
                "catalog.incomplete",
                "Mức phí để trống phải có ghi chú nơi quy định",
                "A fee without an amount needs a note that says where it is set",
              ),
            ]
          : [],
      ),
    ),
    ...(value.legal.length === 0
      ? [at(["legal"], "catalog.incomplete", "Thiếu căn cứ pháp lý", "The legal basis is missing")]
      : []),
    ...(value.results.length === 0
      ? [at(["results"], "catalog.incomplete", "Thiếu kết quả thực hiện", "The result is missing")]
      : []),
  ];
}

/** Cases that nobody could choose between: on one channel there are several, and one has no name or another's name. */
function ambiguousCases(procedure: Procedure): readonly number[] {
  const wrong = new Set<number>();
  for (const channel of channelSchema.options) {
    const here = procedure.cases.flatMap((c, index) => (c.channels.includes(channel) ? [{ index, name: c.name }] : []));
    if (here.length < 2) continue;
    for (const { index, name } of here) {
      if (name === undefined || here.some((other) => other.index < index && other.name === name)) wrong.add(index);
    }
  }
  return [...wrong].sort((a, b) => a - b);
}

function onlineLevel(procedure: Procedure): readonly (readonly [string, string])[] {
  const online = procedure.cases.some((c) => c.channels.includes("online"));
  if (online && procedure.onlineLevel === "none")
    return [["Có kênh trực tuyến nhưng mức trực tuyến là none", "There is an online channel but onlineLevel is none"]];
  if (!online && procedure.onlineLevel !== "none")
    return [["Không có kênh trực tuyến: mức trực tuyến phải là none", "No online channel: onlineLevel must be none"]];
  return [];
}
