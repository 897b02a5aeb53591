import { describe, expect, it } from "vitest";
import { procedureDetail } from "../../adapters/dvc-portal/contract/catalog.ts";
import { foundDossier, progressItem, STATUS_NAMES, statusSync, syncDossier } from "../../adapters/dvc-portal/contract/dossier.ts";
import { envelope, loginReply, loginRequest, PHRASES, reply, wireTime } from "../../adapters/dvc-portal/contract/envelope.ts";
import { promotionNotice, pushMessage, pushReply } from "../../adapters/dvc-portal/contract/pushed.ts";
import * as portal from "../../adapters/dvc-portal/contract/samples.ts";
import { sampleToken, tokenReply } from "../../adapters/kit/contract/gateway-token.ts";
import { collectedDossier, collectedReply } from "../../adapters/post/contract/collected.ts";
import { orderReply, orderRequest, trackingItem, trackingPage } from "../../adapters/post/contract/order.ts";
import { PROVINCES } from "../../adapters/post/contract/provinces.ts";
import * as post from "../../adapters/post/contract/samples.ts";

describe("sample messages are what the contracts say", () => {
  it.each([
    ["login", loginRequest, portal.sampleLogin],
    ["login reply", loginReply, portal.sampleLoginReply],
    ["envelope", envelope, portal.sampleSyncEnvelope],
    ["dossier", syncDossier, portal.sampleSyncDossier],
    ["reply", reply, portal.sampleReply],
    ["already exists", reply, portal.sampleAlreadyExists],
    ["progress", progressItem, portal.sampleProgress],
    ["found", foundDossier, portal.sampleFound],
    ["status", statusSync, portal.sampleStatusSync],
    ["push", pushMessage, portal.samplePush],
    ["push supplement", pushMessage, portal.samplePushSupplement],
    ["push reply", pushReply, portal.samplePushReply],
    ["promotion", promotionNotice, portal.samplePromotion],
    ["procedure", procedureDetail, portal.sampleProcedure],
    ["gateway token", tokenReply, sampleToken],
    ["order", orderRequest, post.sampleOrder],
    ["order reply", orderReply, post.sampleOrderReply],
    ["duplicate", orderReply, post.sampleDuplicate],
    ["cancelled", orderReply, post.sampleCancelReply],
    ["delivered", trackingItem, post.sampleDelivered],
    ["feed", trackingPage, post.sampleTrackingPage],
    ["collected", collectedDossier, post.sampleCollected],
    ["collected reply", collectedReply, post.sampleCollectedReply],
  ])("%s: nothing in the sample is lost or changed by the schema", (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });

  it("the phrase of a refusal in the samples is the one that the table names", () => {
    expect(portal.sampleAlreadyExists.message).toContain(PHRASES.alreadyExists);
    expect(portal.sampleReply.message.toLowerCase()).toContain(PHRASES.success);
  });

  it("R-B07 the national list has the ten statuses of domain.md §1.5", () => {
    expect(Object.keys(STATUS_NAMES).map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("34 provinces, each code once on both sides", () => {
    expect(PROVINCES).toHaveLength(34);
    expect(new Set(PROVINCES.map((one) => one.vnpost)).size).toBe(34);
    expect(new Set(PROVINCES.map((one) => one.gso)).size).toBe(34);
  });

  it.each([
    ["20260213081500", true],
    ["20260230081500", true],
    ["20261313081500", false],
    ["20260213246000", false],
    ["2026-02-13", false],
    ["202602130815", false],
  ])("a wire time %s: %s (days of a month are for the reader)", (value, valid) => {
    expect(wireTime.safeParse(value).success).toBe(valid);
  });
});
