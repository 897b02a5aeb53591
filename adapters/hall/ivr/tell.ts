/** What is said of a dossier on the telephone (R-E02): status, where it is, due time. Nothing of any person. Pure. */
import type { Hall } from "../../../catalogs/hall.ts";
import { FINAL_STATUSES, STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { bindingDueAt } from "../../kit/sms-look-up.ts";
import { codeParts } from "./codes.ts";
import { type Lang, spokenAgencyCode, spokenDate, spokenMoment } from "./speech.ts";

/** "Hồ sơ số 1 ngày 2 tháng 3 năm 2026": as the caller knows it; with its agency where that is not the hall's own. */
const nameOf = (code: string, hall: Hall, lang: Lang): string => {
  const parts = codeParts(code);
  if (parts === undefined) return lang === "vi" ? "Hồ sơ của quý khách" : "Your dossier";
  const { agencyId, date, number } = parts;
  const day = spokenDate(date, lang);
  const own = agencyId === hall.agencyId;
  if (lang === "vi") return `Hồ sơ số ${number}, ${day}${own ? "" : `, cơ quan ${spokenAgencyCode(agencyId, lang)}`}`;
  return `Dossier number ${number} of ${day}${own ? "" : `, agency ${spokenAgencyCode(agencyId, lang)}`}`;
};

/** The leg that it is in, the place where its result waits, or the hall that has it; undefined where that is all said by the status. */
const placeOf = (dossier: Dossier, hall: Hall, lang: Lang): string | undefined => {
  const legs = dossier.transfers.flatMap(({ open, leg }) => {
    const name = dossier.route?.legs.find(({ key }) => key === leg)?.name;
    return open && name !== undefined ? [name] : [];
  });
  const here = dossier.agencyId === hall.agencyId;
  if (legs.length > 0) return lang === "vi" ? `Đang ở bước: ${legs.join("; ")}` : `It is at the step: ${legs.join("; ")}`;
  if (dossier.status === "decided") {
    const { kind } = dossier.returnMethod;
    if (kind === "online")
      return lang === "vi" ? "Kết quả có trên Cổng dịch vụ công" : "The result is on the public service portal";
    if (kind === "post") return lang === "vi" ? "Kết quả sẽ được gửi qua bưu điện" : "The result will come by post";
    return here ? (lang === "vi" ? `Mời nhận kết quả tại ${hall.name.vi}` : `The result waits at ${hall.name.en}`) : undefined;
  }
  if (!here || FINAL_STATUSES.has(dossier.status) || dossier.status === "inDelivery") return undefined;
  return lang === "vi" ? `Hồ sơ đang ở ${hall.name.vi}` : `It is at ${hall.name.en}`;
};

/** The sentences, as one text. */
export const tellDossier = (dossier: Dossier, code: string, hall: Hall, lang: Lang): string => {
  const dueAt = bindingDueAt(dossier);
  const place = placeOf(dossier, hall, lang);
  const decided = dossier.status === "decided";
  const parts = [
    nameOf(code, hall, lang),
    lang === "vi" ? `Tình trạng: ${STATUSES[dossier.status].vi}` : `Status: ${STATUSES[dossier.status].en}`,
    ...(place === undefined ? [] : [place]),
    // Whoever has been decided on waits for nothing any more.
    ...(dueAt === undefined || decided
      ? []
      : [
          lang === "vi"
            ? `Hẹn trả kết quả lúc ${spokenMoment(dueAt, lang)}`
            : `The result is due at ${spokenMoment(dueAt, lang)}`,
        ]),
  ];
  return `${parts.join(". ")}.`;
};
