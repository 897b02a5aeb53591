/** `lienthong demo`: real procedures through their whole life against the simulators; exit 0 only if all is as it should be. */
import { createExpectations } from "./demo/expect.ts";
import { playAll, START } from "./demo/scenes.ts";
import { createWorld } from "./demo/world.ts";
import { bold, green, localTime, red, say, takesNone } from "./terminal.ts";

/**
 * Exit code: 0, or 1 where an expectation was missed, a lane still holds work at the end or the wire log does not verify.
 * Errors: those of createWorld; CliError where a step is refused or the lanes do not come to rest, after all was stopped.
 */
export const demo = async (args: readonly string[] = []): Promise<number> => {
  if (args.includes("--day")) {
    const { readDayOptions } = await import("./demo/day/options.ts");
    return (await import("./demo/day/day.ts")).playDay(readDayOptions(args));
  }
  takesNone(args);
  const started = performance.now();
  say(bold("lienthong – trình diễn: trục, Cổng dịch vụ công và bưu điện (mô phỏng), cơ sở dữ liệu nhúng"));
  const world = await createWorld(START);
  const expect = createExpectations();
  try {
    say(`Trục: ${world.url} · đồng hồ bắt đầu ${localTime(START)} và được chuyển nhanh theo từng bước`);
    await playAll(world, expect);
    const lanes = await world.hub.exchange.lanes();
    const left = lanes.map((lane) => lane.waiting + lane.inFlight + lane.paused + lane.dead);
    say(`\n${bold("Kết thúc")}`);
    expect.equal(
      "không còn việc nào chờ, treo hay chết trên các đường nối",
      left,
      lanes.map(() => 0),
    );
    const wire = await world.hub.verifyWire();
    expect.equal("nhật ký trao đổi không bị sửa", wire.firstBad, undefined);
  } finally {
    await world.stop();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (expect.missed.length === 0) {
    say(green(`\nĐạt cả ${expect.met} điều mong đợi, trong ${seconds} giây.`));
    return 0;
  }
  say(red(`\nKhông đạt ${expect.missed.length} trên ${expect.met + expect.missed.length} điều mong đợi.`));
  return 1;
};
