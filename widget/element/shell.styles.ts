import { css } from 'lit';

/**
 * Colours, type, the frame, the header and the form: what is seen before anything else is loaded. Sizes are in em from
 * the visitor's own text size on: a rem is the page's, and many pages make it 10 px.
 */
export const shellStyles = css`
  :host {
    --_accent: var(--nv-accent, light-dark(#1c6b4f, #7ad3ab));
    --_on-accent: var(--nv-on-accent, light-dark(#fff, #07291c));
    --_surface: var(--nv-surface, light-dark(#fdfcf9, #161a18));
    --_on-surface: var(--nv-on-surface, light-dark(#1b2420, #e8eeea));
    --_muted: var(--nv-muted, color-mix(in oklab, var(--_on-surface) 72%, var(--_surface)));
    --_border: var(--nv-border, color-mix(in oklab, var(--_on-surface) 14%, var(--_surface)));
    --_edge: color-mix(in oklab, var(--_on-surface) 55%, var(--_surface));
    --_raised: color-mix(in oklab, var(--_on-surface) 5%, var(--_surface));
    --_tint: color-mix(in oklab, var(--_accent) 14%, var(--_surface));
    --_danger: var(--nv-danger, light-dark(#a8261c, #ffb3a7));
    --_on-danger: var(--nv-on-danger, light-dark(#fff, #44100a));
    --_radius: var(--nv-radius, 1.25em);
    --_gap: var(--nv-gap, 1em);
    --_target: 2.75em;
    display: block;
    box-sizing: border-box;
    inline-size: var(--nv-width, 100%);
    min-inline-size: min(100%, 18em);
    max-inline-size: 100%;
    block-size: var(--nv-height, 36em);
    container: nutrina / inline-size;
    /* A container's content gives it no width: where its place has none either, as in a dialog, it would be gone. */
    contain-intrinsic-inline-size: min(20em, 85vw);
    font: medium/1.5 var(--nv-font, system-ui, sans-serif);
    text-align: start;
    white-space: normal;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  p {
    margin: 0;
  }
  .panel {
    display: grid;
    grid-template: auto auto 1fr auto / minmax(0, 1fr);
    block-size: 100%;
    max-block-size: inherit;
    overflow: hidden auto;
    color: var(--_on-surface);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow:
      0 1px 2px rgb(0 0 0 / 4%),
      0 12px 32px -12px rgb(0 0 0 / 14%);
    overflow-wrap: anywhere;
  }
  .panel[data-scheme='light'] {
    color-scheme: light;
  }
  .panel[data-scheme='dark'] {
    color-scheme: dark;
  }
  .head {
    display: flex;
    gap: calc(var(--_gap) * 0.75);
    align-items: center;
    padding: var(--_gap) calc(var(--_gap) * 1.25);
  }
  .title {
    min-inline-size: 0;
  }
  [data-empty] .head {
    --_orb: 5.5em;
    flex-direction: column;
    padding-block-start: calc(var(--_gap) * 2);
    text-align: center;
  }
  [data-empty] .status {
    justify-content: center;
  }
  h2 {
    font-size: 1.0625em;
    font-weight: 650;
    line-height: 1.3;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125em 0.5em;
    align-items: center;
    font-size: 0.875em;
  }
  .status b {
    font-weight: 600;
  }
  .hint,
  .empty p {
    color: var(--_muted);
  }
  .icon {
    flex: none;
    inline-size: 0.9em;
    block-size: 0.9em;
    overflow: visible;
    color: var(--_muted);
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.on,
  .icon.busy {
    color: var(--_accent);
  }
  .icon.problem {
    color: var(--_danger);
  }
  .body {
    position: relative;
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    grid-row: 3;
  }
  .alerts {
    padding-inline: var(--_gap);
  }
  .empty {
    display: grid;
    grid-row: 2;
    gap: 0.25em;
    align-content: center;
    justify-items: center;
    padding: var(--_gap) calc(var(--_gap) * 2);
    text-align: center;
  }
  .empty strong {
    font-size: 1.25em;
    font-weight: 650;
    text-wrap: balance;
  }
  .empty p {
    max-inline-size: 26em;
    text-wrap: pretty;
  }
  .foot {
    display: grid;
    grid-row: 4;
    gap: 0.625em;
    padding: var(--_gap) calc(var(--_gap) * 1.25) calc(var(--_gap) * 1.25);
  }
  form {
    display: grid;
    gap: 0.5em;
    margin: 0;
  }
  label {
    font-size: 0.875em;
    font-weight: 600;
  }
  input,
  textarea {
    inline-size: 100%;
    min-block-size: var(--_target);
    padding: 0.5em 0.875em;
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.7);
  }
  [aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .wrong {
    font-size: 0.875em;
    color: var(--_danger);
  }
  button {
    display: inline-flex;
    gap: 0.5em;
    align-items: center;
    justify-content: center;
    min-inline-size: var(--_target);
    min-block-size: var(--_target);
    padding: 0.375em 1.125em;
    font: inherit;
    font-weight: 600;
    color: var(--_on-surface);
    cursor: pointer;
    background: var(--_raised);
    border: 1px solid transparent;
    border-radius: 99em;
  }
  button.primary {
    color: var(--_on-accent);
    background: var(--_accent);
  }
  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.75;
  }
  :focus-visible {
    outline: var(--nv-focus-ring, 3px solid color-mix(in oklab, var(--_accent) 80%, var(--_on-surface)));
    outline-offset: 2px;
  }
  .problem-box {
    padding: 0.875em 1em;
    color: var(--_danger);
  }
  .sr {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @container nutrina (inline-size >= 45em) {
    .panel {
      grid-template: auto auto 1fr auto / minmax(14em, 2fr) minmax(0, 5fr);
    }
    .panel > * {
      grid-column: 2;
    }
    .panel > .head {
      flex-direction: column;
      grid-row: 1 / -1;
      grid-column: 1;
      gap: calc(var(--_gap) * 1.5);
      justify-content: center;
      text-align: center;
      background: var(--_raised);
      border-inline-end: 1px solid var(--_border);
      --_orb: 8em;
    }
    .status {
      justify-content: center;
    }
  }
  @media (forced-colors: active) {
    button,
    .orb {
      border: 1px solid;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      transition: none !important;
      animation: none !important;
    }
  }
`;
