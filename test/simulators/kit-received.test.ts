import { describe, expect, it } from "vitest";
import { createReceivedLog } from "../../simulators/kit/received.ts";

const bodyOf = (body: string): string | null => {
  const log = createReceivedLog();
  const no = log.open("2026-03-02T02:00:00.000Z", new Request("http://sim.test/x", { method: "POST" }));
  log.update(no, { body });
  return log.list()[0]?.body ?? null;
};

describe("R-I02 what a simulator received is shown without secrets", () => {
  it.each([
    [
      "JSON",
      '{"user":"a","Password":"p\\"w","SecurityKey":"k","APIPASS":"x"}',
      '{"user":"a","Password":"***","SecurityKey":"***","APIPASS":"***"}',
    ],
    ["a form", "username=a&password=p%20w&x=1", "username=a&password=***&x=1"],
    [
      "Viettel's SOAP",
      "<User>a</User><Password>p</Password><Content>x</Content>",
      "<User>a</User><Password>***</Password><Content>x</Content>",
    ],
    [
      "the receipt service's SOAP",
      '<tns:Account>a</tns:Account><tns:ACpass>b&amp;c</tns:ACpass><tns:pass xsi:type="s">d</tns:pass><userPass>\ne</userPass>',
      '<tns:Account>a</tns:Account><tns:ACpass>***</tns:ACpass><tns:pass xsi:type="s">***</tns:pass><userPass>***</userPass>',
    ],
    ["CDATA", "<pass><![CDATA[<x>]]></pass><a>1</a>", "<pass>***</pass><a>1</a>"],
    ["nothing secret", "<passenger>a</passenger><pass/><note>b</note>", "<passenger>a</passenger><pass/><note>b</note>"],
  ])("in %s", (_, body, shown) => {
    expect(bodyOf(body)).toBe(shown);
  });
  it("in the query and in headers", () => {
    const log = createReceivedLog();
    log.open(
      "2026-03-02T02:00:00.000Z",
      new Request("http://sim.test/x?securityCode=abc&page=1", {
        headers: { apikey: "k", authorization: "Basic x", accept: "a" },
      }),
    );
    expect(log.list()[0]).toMatchObject({
      path: "/x?securityCode=***&page=1",
      headers: { apikey: "***", authorization: "***", accept: "a" },
    });
  });
});
