/** Ids in the order of their making. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { newId } from "../../core/ids.ts";

afterEach(() => {
  vi.useRealTimers();
});

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("ids", () => {
  it("R-F06 sort as they were made, also many within one millisecond", () => {
    vi.useFakeTimers({ now: Date.now() + 1 });
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids.slice(0, 300)) expect(id).toMatch(UUID_V7);
  });

  it("R-F06 a clock that is set back does not bring them back", () => {
    vi.useFakeTimers({ now: Date.now() + 1_000 });
    const before = newId();
    vi.setSystemTime(Date.now() - 60_000);
    const after = newId();
    expect(after > before).toBe(true);
  });
});
