import { svg } from 'lit';

const icon = (shapes: ReturnType<typeof svg>) =>
  svg`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</svg>`;

const HANDSET = svg`<path d="M6.5 3.5 9 4l1 4-2 2a12 12 0 0 0 6 6l2-2 4 1 .5 2.5c0 1.5-1 2.5-2.5 2.5C11 20 4 13 4 6c0-1.5 1-2.5 2.5-2.5Z"/>`;

export const CALL_ICON = icon(HANDSET);
export const HANG_UP_ICON = icon(svg`<g transform="rotate(135 12 12)">${HANDSET}</g>`);
export const MICROPHONE_ICON = icon(
  svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
);
export const MUTED_ICON = icon(
  svg`<path d="M9 9v2.5a3 3 0 0 0 4.5 2.600M15 11V6a3 3 0 0 0-5.700-1.300M5.5 11.5a6.5 6.5 0 0 0 10 5.5M18.5 11.5a6 6 0 0 1-.5 2.5M12 18v3M4 3l16 18"/>`,
);
export const STOP_ICON = icon(svg`<rect x="6" y="6" width="12" height="12" rx="2.5" fill="currentColor"/>`);
export const SEND_ICON = icon(svg`<path d="M12 19V5M6 11l6-6 6 6"/>`);
export const DOWN_ICON = icon(svg`<path d="M12 5v14M6 13l6 6 6-6"/>`);
