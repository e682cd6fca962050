import { css, svg, type SVGTemplateResult } from 'lit';
import type { VoiceSnapshot } from '../../session/snapshot.js';

const MICROPHONE = svg`<rect x="18" y="8" width="12" height="20" rx="6"/><path d="M12 24a12 12 0 0 0 24 0M24 36v5"/>`;
const MUTED = svg`${MICROPHONE}<path d="m10 10 28 28"/>`;
const BARS = svg`<g class="bars"><path d="M10 20v8"/><path d="M17 15v18"/><path d="M24 10v28"/><path d="M31 15v18"/><path d="M38 20v8"/></g>`;

/** A call without a microphone shows none. */
const EARS: Readonly<Record<VoiceSnapshot['audio'], SVGTemplateResult | undefined>> = {
  live: MICROPHONE,
  muted: MUTED,
  none: undefined,
};

/** What the orb shows of a call; every other state has its drawing in the shell. */
export function callGlyph({ state, audio }: VoiceSnapshot): SVGTemplateResult | undefined {
  if (state === 'listening') return EARS[audio];
  return state === 'speaking' ? BARS : undefined;
}

export const callOrbStyles = css`
  .orb::after {
    position: absolute;
    inset: -9%;
    content: '';
    border: 2px solid var(--_accent);
    border-radius: 50%;
    opacity: 0;
  }
  .orb[data-state='listening']::after {
    opacity: 0.55;
    animation: nv-breathe 2.4s ease-in-out infinite;
  }
  .bars path {
    transform-origin: center;
    animation: nv-bar 0.9s ease-in-out infinite alternate;
  }
  .bars :nth-child(even) {
    animation-delay: -0.35s;
  }
  .bars :nth-child(3) {
    animation-delay: -0.6s;
  }
  @keyframes nv-breathe {
    50% {
      opacity: 0.15;
      transform: scale(1.06);
    }
  }
  @keyframes nv-bar {
    to {
      transform: scaleY(0.45);
    }
  }
`;
