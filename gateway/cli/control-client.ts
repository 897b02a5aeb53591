/** The operator's side of the control door: hands the command to the running hub and is its terminal. */
import { createConnection, type Socket } from "node:net";
import type { z } from "zod";
import { type controlRequest, controlSaying, controlSocket, MAX_CONTROL_LINE, onLines, sendLine } from "./control.ts";
import type { Desk } from "./desk.ts";
import { CliError } from "./terminal.ts";

type Saying = z.infer<typeof controlSaying>;
type Request = z.infer<typeof controlRequest>;

/** Nobody listens: no hub runs here, or one was killed and its socket is a dead one. */
const NOBODY = new Set(["ENOENT", "ECONNREFUSED", "ENOTDIR", "ENOTSOCK"]);

const connect = (path: string): Promise<Socket | undefined> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code ?? "")) resolve(undefined);
      else
        reject(
          new CliError(
            `Không vào được cửa điều khiển ${path} (${error.code ?? error.message}); hãy chạy lệnh này bằng người dùng đang chạy trục. / ` +
              `The control door ${path} cannot be entered; run this command as the user that runs the hub.`,
            1,
          ),
        );
    });
  });

/** Only a file that the person named on the command line, whoever sits at the other end. */
const isNamed = (path: string, args: readonly string[]): boolean =>
  args.some((word) => word === path || (word.startsWith("--") && word.endsWith(`=${path}`)));

const give = async (wish: Extract<Saying, { ask: string }>, args: readonly string[], desk: Desk): Promise<object> => {
  try {
    if (wish.ask === "line") return { given: await desk.readLine() };
    if (!isNamed(wish.path, args)) return { failed: wish.path };
    if (wish.ask === "part") return { given: (await desk.readPart(wish.path, wish.from)).toString("base64") };
    const given = (await desk.readFile(wish.path)).toString("base64");
    return given.length < MAX_CONTROL_LINE - 100 ? { given } : { failed: `Tệp quá lớn / the file is too large: ${wish.path}` };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : "" };
  }
};

const converse = (socket: Socket, request: Request, desk: Desk): Promise<number> =>
  new Promise((resolve, reject) => {
    let exit: number | undefined;
    socket.on("error", () => {});
    socket.once("close", () => {
      if (exit !== undefined) return resolve(exit);
      reject(
        new CliError(
          "Trục ngừng trong lúc làm lệnh này; hãy xem lại (list, show) trước khi làm lần nữa. / " +
            "The hub ended in the middle of this command; look (list, show) before giving it again.",
          1,
        ),
      );
    });
    onLines(socket, (value) => {
      const saying = controlSaying.safeParse(value).data;
      if (saying === undefined) socket.destroy();
      else if ("out" in saying) desk.say(saying.out);
      else if ("err" in saying) desk.complain(saying.err);
      else if ("exit" in saying) exit = saying.exit;
      else void give(saying, request.args, desk).then((answer) => sendLine(socket, answer));
    });
    sendLine(socket, request);
  });

/**
 * Has the running hub of a data folder do the command; its exit code, or undefined where none runs there.
 * Errors: CliError where the door may not be entered, or the hub ends in the middle.
 */
export const askRunningHub = async (
  dataDir: string,
  command: string,
  args: readonly string[],
  desk: Desk,
): Promise<number | undefined> => {
  const path = controlSocket(dataDir);
  const socket = path === undefined ? undefined : await connect(path);
  return socket === undefined ? undefined : converse(socket, { command, args: [...args], actor: desk.actor }, desk);
};
