/** The SNMP agent of the machine: GET, GETNEXT and GETBULK of version 2c over a sorted view (RFC 3416). Nothing can be set. */
import { BerError, decode, encode, integer, integerOf, type Node, type Oid, oid, oidFrom, sequence, TAG } from "./ber.ts";

/** One value of the view, encoded with its tag. */
export interface Entry {
  readonly oid: Oid;
  readonly value: Buffer;
}

const VERSION_2C = 1;
const PDU = { get: 0xa0, next: 0xa1, response: 0xa2, set: 0xa3, bulk: 0xa5 } as const;
const NOT_WRITABLE = 17;
/** An answer stays within one datagram of an ordinary network. */
const MOST_BINDINGS = 30;

const compare = (one: Oid, other: Oid): number => {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
};

interface Binding {
  readonly oid: Oid;
  readonly value: Buffer;
}
const bindingBytes = (bindings: readonly Binding[]): Buffer =>
  sequence(TAG.sequence, ...bindings.map(({ oid: name, value }) => sequence(TAG.sequence, oid(name), value)));

const nothing = (tag: number): Buffer => encode(tag, Buffer.alloc(0));

const at = (view: readonly Entry[], name: Oid): Binding => {
  const found = view.find((entry) => compare(entry.oid, name) === 0);
  if (found !== undefined) return found;
  // A column that exists, asked for a row that does not.
  const column = name.slice(0, -1);
  const known = view.some((entry) => compare(entry.oid.slice(0, column.length), column) === 0);
  return { oid: name, value: nothing(known ? TAG.noSuchInstance : TAG.noSuchObject) };
};
const after = (view: readonly Entry[], name: Oid): Binding =>
  view.find((entry) => compare(entry.oid, name) > 0) ?? { oid: name, value: nothing(TAG.endOfMibView) };

const bulk = (view: readonly Entry[], names: readonly Oid[], alone: number, times: number): readonly Binding[] => {
  const bindings = names.slice(0, alone).map((name) => after(view, name));
  let heads: readonly Oid[] = names.slice(alone);
  for (let turn = 0; turn < times && bindings.length + heads.length <= MOST_BINDINGS && heads.length > 0; turn += 1) {
    const row = heads.map((name) => after(view, name));
    bindings.push(...row);
    // Nothing comes after the end of the view: the rest of the repetitions may be left out.
    heads = row.every(({ value }) => value[0] === TAG.endOfMibView) ? [] : row.map((binding) => binding.oid);
  }
  return bindings;
};

const must = (node: Node | undefined): Node => {
  if (node === undefined) throw new BerError("a part is missing");
  return node;
};

/** What the agent sends back for a datagram; undefined where it keeps silent: no SNMP 2c, or another community. */
export const answerTo = (datagram: Buffer, community: string, view: readonly Entry[]): Buffer | undefined => {
  try {
    const [message] = decode(datagram);
    if (message?.tag !== TAG.sequence) return undefined;
    const [version, name, pdu] = decode(message.content);
    if (integerOf(must(version)) !== VERSION_2C || must(name).content.toString("utf8") !== community) return undefined;
    const { tag, content } = must(pdu);
    const [id, first, second, list] = decode(content);
    const [alone, times] = [integerOf(must(first)), integerOf(must(second))];
    const names = decode(must(list).content).map((pair) => oidFrom(must(decode(pair.content)[0])));
    const answer = (bindings: readonly Binding[], status = 0, index = 0): Buffer =>
      sequence(
        TAG.sequence,
        integer(VERSION_2C),
        encode(TAG.octets, Buffer.from(community, "utf8")),
        sequence(PDU.response, integer(integerOf(must(id))), integer(status), integer(index), bindingBytes(bindings)),
      );
    if (tag === PDU.get) return answer(names.map((one) => at(view, one)));
    if (tag === PDU.next) return answer(names.map((one) => after(view, one)));
    if (tag === PDU.bulk) return answer(bulk(view, names, Math.max(0, alone), Math.max(0, times)));
    if (tag === PDU.set)
      return answer(
        names.map((one) => ({ oid: one, value: nothing(TAG.nothing) })),
        NOT_WRITABLE,
        1,
      );
    return undefined;
  } catch (error) {
    if (error instanceof BerError) return undefined;
    throw error;
  }
};
