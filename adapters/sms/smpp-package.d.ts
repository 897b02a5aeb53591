/** The part of `smpp` 0.5.1 that is used here and by the simulated SMS centre; the package has no types. */
declare module "smpp" {
  import type { EventEmitter } from "node:events";
  import type { Server as NetServer, Socket } from "node:net";

  /** A short message as the package decodes it. */
  export interface DecodedMessage {
    readonly message: string | Buffer;
    readonly udh?: readonly Buffer[];
  }

  export class PDU {
    constructor(command: string, options?: Readonly<Record<string, unknown>>);
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly [field: string]: unknown;
    isResponse(): boolean;
    response(options?: Readonly<Record<string, unknown>>): PDU;
  }

  /** False where the line is not writable. `sent`: the request has left this process. */
  type Command = (fields: Readonly<Record<string, unknown>>, done?: (answer: PDU) => void, sent?: () => void) => boolean;

  export class Session extends EventEmitter {
    readonly socket: Socket;
    send(pdu: PDU, done?: (answer: PDU) => void): boolean;
    close(done?: () => void): void;
    destroy(done?: () => void): void;
    bind_transmitter: Command;
    bind_receiver: Command;
    submit_sm: Command;
    query_sm: Command;
    deliver_sm: Command;
    enquire_link: Command;
    unbind: Command;
  }

  interface Smpp {
    readonly PDU: typeof PDU & { maxLength: number };
    connect(options: { readonly host: string; readonly port: number; readonly tls?: boolean }): Session;
    createServer(onSession: (session: Session) => void): NetServer;
  }
  const smpp: Smpp;
  export default smpp;
}
