/** Drawings of the things, by the hub's kinds of devices: plain strokes on a grid of 24, coloured by the style. */
import type { Child, FC } from "hono/jsx";

const DRAWINGS: Readonly<Record<string, Child>> = {
  ticketMachine: <path d="M7 3h10v18H7zM9 6h6v4H9zM9 13h6M10 17h4v4h-4z" />,
  kiosk: <path d="M6 2h12v13H6zM8 4h8v9H8zM12 15v5M8 21h8M11 8l2 2" />,
  led: <path d="M2 7h20v10H2zM5 10v4M8 10h2v4H8M13 10v4h3M19 10v4" />,
  loudspeaker: <path d="M4 9h4l5-4v14l-5-4H4zM16 9c1.5 2 1.5 4 0 6M18.5 6.5c3 3.5 3 7.5 0 11" />,
  queueDisplay: <path d="M2 4h20v13H2zM9 21h6M12 17v4M5 8h6M5 12h4M15 8h4v5h-4z" />,
  resultDisplay: <path d="M2 4h20v13H2zM9 21h6M12 17v4M6 11l3 3 6-6" />,
  satisfactionTablet: <path d="M5 3h14v18H5zM9 10h.01M15 10h.01M8.5 14c2 2 5 2 7 0" />,
  barcodeScanner: <path d="M4 5v10M7 5v10M9 5v10M13 5v10M16 5v10M20 5v10M3 19h18" />,
  camera: <path d="M3 7h11v6H3zM14 9l6-3v8l-6-3M8 13v5M5 19h6" />,
  receiptPrinter: <path d="M4 11h16v8H4zM8 11V3h8v8M10 6h4M8 15h8" />,
  documentScanner: <path d="M3 13h18v6H3zM5 13l3-8h12M8 16h8" />,
  documentPrinter: <path d="M4 9h16v8H4zM7 9V3h10v6M7 14h10v7H7zM9 17h6" />,
  copierMeter: <path d="M3 8h18v13H3zM3 8l3-4h12l3 4M6 12h6v3H6zM16 12h2" />,
  ups: <path d="M6 3h12v18H6zM13 6l-3 6h4l-3 6" />,
  smsModem: <path d="M3 12h18v7H3zM7 12V5M7 5l-2-2M7 5l2-2M12 16h.01M16 16h.01" />,
  ivr: <path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4c0 1-1 2-2 2A16 16 0 0 1 3 6c0-1 1-2 2-2z" />,
  callUnit: <path d="M5 4h14v16H5zM8 7h8v3H8zM8 13h.01M12 13h.01M16 13h.01M8 17h.01M12 17h.01M16 17h.01" />,
};

/** A thing's drawing; a plain box for a kind that has none. */
export const Icon: FC<{ readonly kind: string }> = ({ kind }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    {DRAWINGS[kind] ?? <path d="M4 4h16v16H4z" />}
  </svg>
);

/** Somebody who waits, or an officer: head and shoulders. */
export const Person: FC = () => (
  <svg class="person" viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="7" r="4.5" />
    <path d="M3 22c0-6 4-9 9-9s9 3 9 9z" />
  </svg>
);
